import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { Outcome } from '../../../../demo/workspace/interactivity.ts'
import { elementsOf } from '../../../../demo/workspace/element-values.ts'
import { objectAt, objectsAt, textAt } from '../../../../demo/workspace/json-values.ts'
import type { OpenView } from '../../../../demo/workspace/state.ts'
import { VALUE } from '../../../../src/adapters/slack/action-ids.ts'
import { startSlack } from '../../../../src/adapters/slack/connection.ts'
import { MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { alive, HOSTILE, mrkdwnIn } from '../../../support/hostile-name.ts'
import { messageIn, viewIn, viewText } from '../support/answers.ts'
import { topView } from '../support/messages.ts'
import { DEV, GUEST, openOffice, OWNER, SENIOR, SRE, type Office } from '../support/office.ts'

let office: Office
let revisions = 0

/** Opens somebody's home, and answers with it once this stands in it. */
async function openHome(person: string, ...parts: readonly string[]): Promise<OpenView> {
  // Two clicks at once would be one.
  office.clock.shiftMs += 1_000
  expect(await office.workspace.openHome(person)).toBe(true)
  return shows(person, ...parts)
}

const shows = (person: string, ...parts: readonly string[]): Promise<OpenView> =>
  office.workspace.waitFor(() => {
    const home = office.workspace.home(person)
    return home !== null && parts.every((part) => viewText(home).includes(part)) ? home : undefined
  })

const lacks = (person: string, part: string): Promise<OpenView> =>
  office.workspace.waitFor(() => {
    const home = office.workspace.home(person)
    return home !== null && !viewText(home).includes(part) ? home : undefined
  })

/** Presses what a screen reader calls so, or what is written so. */
function press(home: OpenView, name: string, value: string | null = null): Promise<Outcome> {
  for (const block of objectsAt(home.view['blocks']))
    for (const element of elementsOf(block)) {
      const names = [
        textAt(element['accessibility_label']),
        textAt(objectAt(element['text'])['text']),
        textAt(objectAt(element['placeholder'])['text']),
      ]
      if (names.some((one) => one?.startsWith(name) === true)) {
        const target = {
          blockId: textAt(block['block_id']) ?? '',
          actionId: textAt(element['action_id']) ?? '',
        }
        return office.workspace.viewAction(home, { ...target, ...(value !== null && { value }) }, {})
      }
    }
  throw new Error(`the home has no ${name}: ${viewText(home)}`)
}

/** A request of a revision of its own; owner and senior engineer have to approve it. */
async function requested(requestedBy = DEV): Promise<{ readonly id: string; readonly revision: string }> {
  const revision = `rev${(revisions += 1)}`
  const outcome = await office.useCases.requests.open({
    service: 'inference-gateway',
    change: 'feature',
    revision,
    environment: 'production',
    risk: null,
    summary: 'Faster <!channel>',
    answers: new Map([
      ['tests-passing', 'yes'],
      ['rollback-plan', 'revert'],
    ]),
    requestedBy,
  })
  if (outcome.kind !== 'opened') throw new Error(outcome.kind)
  return { id: outcome.request.id, revision }
}

const request = (id: string) => office.platform.requestNow(id)

describe.each(['socket', 'http'] as const)('the home over %s', (mode) => {
  beforeAll(async () => {
    office = await openOffice(mode)
  })
  afterAll(() => office.close())

  test('is published when it is opened: level and budget of every service, and nothing that waits', async () => {
    const home = await openHome(SRE, 'Nothing waits for your approval')
    for (const part of ['Inference Gateway', 'WARNING', '`42%`', 'Billing', 'Model Registry', 'CRITICAL'])
      expect(viewText(home)).toContain(part)
  })

  test('is not published for who reads the messages of the app', async () => {
    const before = office.workspace.home(OWNER)
    expect(await office.workspace.openHome(OWNER, 'messages')).toBe(true)
    expect(office.workspace.home(OWNER)).toBe(before)
  })

  test('has the buttons of what waits, and an approval counts as from the message', async () => {
    const { id, revision } = await requested()
    const home = await openHome(OWNER, revision)
    expect((await press(home, `Approve: Feature of Inference Gateway at ${revision}`)).failure).toBeNull()
    const after = await shows(OWNER, 'Recorded.')
    expect(viewText(after)).not.toContain(`Approve: Feature of Inference Gateway at ${revision}`)
    expect((await request(id)).approvals.map(({ userId }) => userId)).toEqual([OWNER])
    await office.useCases.requests.cancel(id, DEV)
  })

  test('follows what others do, and its owner’s own request', async () => {
    const { id, revision } = await requested()
    await openHome(DEV, revision, 'open')
    await openHome(SENIOR, `Approve: Feature of Inference Gateway at ${revision}`)
    await office.useCases.requests.approve(id, SENIOR)
    await office.useCases.requests.approve(id, OWNER)
    await lacks(SENIOR, `at ${revision}`)
    await shows(DEV, `at ${revision}: granted`)
  })

  test('asks for the reason of a rejection in a modal, and is drawn again when it is sent in', async () => {
    const { id, revision } = await requested()
    const home = await openHome(SENIOR, revision)
    await press(home, `Reject: Feature of Inference Gateway at ${revision}`)
    const view = await topView(office, SENIOR, 'Why?')
    const sent = await office.workspace.submitView(view, { reason: { [VALUE]: 'No tests.' } })
    expect(sent.view).toBeNull()
    expect(await request(id)).toMatchObject({ state: 'rejected', rejection: { reason: 'No tests.' } })
    await lacks(SENIOR, revision)
  })

  test('counts a double click once', async () => {
    const { id, revision } = await requested()
    const home = await openHome(OWNER, revision)
    const name = `Approve: Feature of Inference Gateway at ${revision}`
    await Promise.all([press(home, name), press(home, name)])
    await lacks(OWNER, name)
    expect((await request(id)).approvals).toHaveLength(1)
    await office.useCases.requests.cancel(id, DEV)
  })

  test('refuses a click that counts no longer, in a modal', async () => {
    const { id, revision } = await requested()
    const home = await openHome(SENIOR, revision)
    await office.useCases.requests.cancel(id, DEV)
    await press(home, `Approve: Feature of Inference Gateway at ${revision}`)
    const told = await topView(office, SENIOR, 'This request is cancelled')
    expect(viewText(told)).toContain('Not done')
    await office.workspace.closeView(told)
    await lacks(SENIOR, revision)
  })

  test('is shut for a guest, and for somebody who became one, whose old buttons do nothing', async () => {
    const shut = await openHome(GUEST, 'Only full members of this workspace')
    expect(viewText(shut)).not.toContain('Inference Gateway')
    const { id, revision } = await requested()
    const home = await openHome(OWNER, revision)
    office.workspace.changePerson(OWNER, { isRestricted: true })
    office.clock.shiftMs += 10 * MINUTE_MS
    try {
      await press(home, `Approve: Feature of Inference Gateway at ${revision}`)
      await office.workspace.closeView(await topView(office, OWNER, 'Only full members'))
      await lacks(OWNER, 'Inference Gateway')
      expect((await request(id)).approvals).toEqual([])
    } finally {
      office.workspace.changePerson(OWNER, { isRestricted: false })
      office.clock.shiftMs += 10 * MINUTE_MS
      await office.useCases.requests.cancel(id, DEV)
    }
  })

  test('opens the form of a request, and what is known of one service, again and again', async () => {
    const home = await openHome(DEV, 'Request a deployment')
    await press(home, 'Request a deployment')
    await office.workspace.closeView(await topView(office, DEV, 'Deploy request'))
    await press(home, 'Look at one service', 'billing')
    const billing = await topView(office, DEV, 'error budget left')
    expect(viewText(billing)).toContain('Billing')
    await office.workspace.closeView(billing)
    await shows(DEV, 'home_services_1')
  })

  test('narrows the list by level', async () => {
    const home = await openHome(DEV, 'All 3 services')
    await press(home, 'Which services', 'level:CRITICAL')
    const narrowed = await lacks(DEV, '` Billing')
    expect(viewText(narrowed)).toContain('` Model Registry')
    await press(narrowed, 'Which services', 'all')
    await shows(DEV, '` Billing')
  })

  test('shows names and texts of people as they were written', async () => {
    const { platform } = office
    const { services } = platform
    platform.services = services.map((service) => ({ ...service, title: HOSTILE }))
    const { id, revision } = await requested()
    const home = await openHome(OWNER, revision)
    expect(mrkdwnIn(home.view['blocks']).flatMap(alive)).toEqual([])
    platform.services = services
    await office.useCases.requests.cancel(id, DEV)
  })
})

describe('a bot', () => {
  beforeEach(async () => {
    office = await openOffice('socket')
  })
  afterEach(() => office.close())

  test('on a server without homes says so in its log once, and does all else', async () => {
    office.workspace.failNext('views.publish', { error: 'unknown_method' }, 10)
    for (let times = 0; times < 3; times += 1) {
      await office.workspace.openHome(DEV)
      office.clock.shiftMs += 20 * MINUTE_MS
      office.slack.changed()
    }
    await expect.poll(() => office.workspace.faultsLeft('views.publish')).toBeLessThan(10)
    const status = await messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', '/budget status'))
    expect(status.text).toContain('3 services')
    expect(
      await viewIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', '/deploy request')),
    ).toBeDefined()
    expect(office.log.lines.filter((line) => line.includes('homes are not shown'))).toHaveLength(1)
    expect(office.log.lines.filter((line) => line.startsWith('error'))).toEqual([])
  })

  test('that was started since understands the home that stands there', async () => {
    const home = await openHome(DEV, 'All 3 services')
    await press(home, 'Which services', 'level:CRITICAL')
    const narrowed = await lacks(DEV, '` Billing')
    const { revision } = await requested()
    await office.slack.stop()
    const restarted = await startSlack(office.options)
    await press(narrowed, 'Refresh')
    expect(viewText(await shows(DEV, revision))).not.toContain('` Billing')
    await restarted.stop()
  })
})
