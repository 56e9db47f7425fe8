import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import type { ApprovalRequestMessage } from '../../../src/core/requests/messages.ts'
import { ACTION, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { requestPrompts } from '../../../src/core/requests/notices.ts'
import { allText, messageIn, viewText } from './support/answers.ts'
import { posted, press, topView } from './support/messages.ts'
import { DEV, GUEST, openOffice, OWNER, SENIOR, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'
import { sampleFacts } from './support/sample-facts.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

let revisions = 0

/** Makes a request of a revision of its own, and posts what the outbox would. */
async function requested(): Promise<{ readonly id: string; readonly message: Message }> {
  const outcome = await office.useCases.requests.open({
    service: 'inference-gateway',
    change: 'feature',
    revision: `abc${(revisions += 1)}`,
    environment: 'production',
    risk: null,
    summary: '',
    answers: new Map(),
    requestedBy: DEV,
  })
  if (outcome.kind !== 'opened') throw new Error(outcome.kind)
  const { id } = outcome.request
  const content: ApprovalRequestMessage = {
    kind: 'approval-request',
    request: { ...sampleFacts, requestId: id },
    prompts: requestPrompts(
      {
        ...outcome.request,
        decision: { ...outcome.request.decision, requires: ['rollback-plan'] },
      },
      office.platform.catalog,
    ),
  }
  const message = await posted(
    office,
    {
      address: { kind: 'channel', purpose: 'approvals' },
      subject: `request/${id}`,
      content,
    },
    {
      text: 'Deploy request',
      blocks: messageBlocks(content, 'Deploy request\nService: Inference Gateway'),
    },
  )
  return { id, message }
}

const request = (id: string) => office.platform.requestNow(id)
const approvers = async (id: string): Promise<readonly string[]> =>
  (await request(id)).approvals.map(({ userId }) => userId)

describe('buttons of a request', () => {
  test('buttons carry the id of the request and nothing else', async () => {
    const { id, message } = await requested()
    const actions = message.blocks.find(({ type }) => type === 'actions')
    const values = (actions?.['elements'] as readonly { value: string }[]).map(({ value }) => value)
    expect(new Set(values)).toEqual(new Set([id]))
  })

  test('an approval is recorded for who clicked', async () => {
    const { id, message } = await requested()
    const outcome = await press(office, OWNER, message, ACTION.approve)
    expect(outcome.failure).toBeNull()
    await expect.poll(() => approvers(id)).toEqual([OWNER])
  })

  test.each([
    ['the requester', DEV, 'Nobody approves their own request.'],
    ['a guest', GUEST, 'Only full members of this workspace'],
    [
      'somebody without a seat',
      SRE,
      'The open seats are for Service owner and Senior engineer; you hold SRE',
    ],
  ])('%s is told why the click does not count, and nobody else', async (_who, person, reason) => {
    const { id, message } = await requested()
    const told = await messageIn(await press(office, person, message, ACTION.approve))
    expect(told.ephemeralFor).toBe(person)
    expect(told.text).toContain(reason)
    expect(await approvers(id)).toEqual([])
  })

  test('a rejection asks for its reason and ends the request', async () => {
    const { id, message } = await requested()
    await press(office, SENIOR, message, ACTION.reject)
    const view = await topView(office, SENIOR, 'Why?')
    const outcome = await office.workspace.submitView(view, { reason: { [VALUE]: 'No tests.' } })
    expect(outcome.view).toBeNull()
    expect(await request(id)).toMatchObject({
      state: 'rejected',
      rejection: { userId: SENIOR, reason: 'No tests.' },
    })
    const shown = allText(
      await messageIn(await office.workspace.runCommand(OWNER, 'C0ENGINEER', `/deploy show ${id}`)),
    )
    expect(shown).toContain('No tests.')
    expect(shown).not.toContain('still needs')
  })

  test('what became of an override stands in /deploy show', async () => {
    const { id } = await requested()
    const { store, clock } = office.platform
    await store.outcomes.save({
      requestId: id,
      service: 'inference-gateway',
      way: 'override',
      deployedAt: clock.now(),
      overMs: 86_400_000,
      state: 'rolled_back',
      slo: 'availability',
      spentRatio: 0.12,
      spentBeforeRatio: 0,
      money: { amount: 1240, currency: 'EUR' },
      toldAt: clock.now(),
    })
    const shown = await messageIn(
      await office.workspace.runCommand(OWNER, 'C0ENGINEER', `/deploy show ${id}`),
    )
    expect(allText(shown)).toContain(
      'What became of this override: it was rolled back. In the 24 hours after it, 12% of the budget of Availability was spent, EUR 1,240; in as long before it, 0%.',
    )
  })

  test.each([
    ['a guest', GUEST, ACTION.reject, 'Only full members'],
    ['the requester', DEV, ACTION.reject, 'This is your own request'],
    ['an approver', OWNER, ACTION.fillIn, 'Only the requester can fill this in.'],
  ])('the form is not opened for %s who may not send it in', async (_, userId, action, why) => {
    const { message } = await requested()
    await press(office, userId, message, action)
    expect(viewText(await topView(office, userId, why))).not.toContain('"type":"input"')
  })

  test('a rejection that no longer counts says so at its field, and the reason stays', async () => {
    const { id, message } = await requested()
    await press(office, OWNER, message, ACTION.reject)
    const view = await topView(office, OWNER, 'Why?')
    await office.useCases.requests.cancel(id, DEV)
    const outcome = await office.workspace.submitView(view, { reason: { [VALUE]: 'I say so' } })
    expect(outcome.errors['reason']).toContain('This request is cancelled')
    expect(viewText(outcome.view ?? view)).toContain('Why?')
  })

  test('the requester changes a text: the form shows it, and the approval before it is void', async () => {
    const { id, message } = await requested()
    await office.useCases.requests.answer(id, DEV, new Map([['rollback-plan', 'revert']]))
    await office.useCases.requests.approve(id, OWNER)
    await press(office, DEV, message, ACTION.fillIn)
    const view = await topView(office, DEV, '"initial_value":"revert"')
    expect(viewText(view)).toContain('voids the approvals')
    await office.workspace.submitView(view, { 'answer:rollback-plan': { [VALUE]: 'the button' } })
    await expect.poll(() => approvers(id)).toEqual([])
  })

  test('the requester fills in what is missing', async () => {
    const { id, message } = await requested()
    await press(office, DEV, message, ACTION.fillIn)
    const view = await topView(office, DEV, 'answer:rollback-plan')
    await office.workspace.submitView(view, {
      'answer:tests-passing': { [VALUE]: ['yes'] },
      'answer:rollback-plan': { [VALUE]: 'revert' },
    })
    expect(Object.fromEntries((await request(id)).answers)).toEqual({
      'tests-passing': 'yes',
      'rollback-plan': 'revert',
    })
  })

  test('details show the policy line and the seats', async () => {
    const { message } = await requested()
    await press(office, OWNER, message, ACTION.details)
    const view = await topView(office, OWNER, 'policy line')
    expect(viewText(view)).toContain('Service owner: open')
  })

  test('a use case that fails tells the clicker a reference', async () => {
    const { message } = await requested()
    vi.spyOn(office.useCases.requests, 'approve').mockRejectedValueOnce(new Error('the store is on fire'))
    expect(allText(await messageIn(await press(office, OWNER, message, ACTION.approve)))).toContain(
      'the reference',
    )
  })

  test('the buttons of a shown request work, and say that they did', async () => {
    const { id } = await requested()
    const shown = await messageIn(
      await office.workspace.runCommand(OWNER, 'C0ENGINEER', `/deploy show ${id}`),
    )
    const told = await messageIn(await press(office, OWNER, shown, ACTION.approve))
    expect(told.text).toContain('Recorded')
  })

  test('200 clicks at once leave the right seats filled', async () => {
    const { id, message } = await requested()
    const people = [OWNER, SENIOR, DEV, GUEST]
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        press(office, people[index % 4] ?? DEV, message, ACTION.approve),
      ),
    )
    await expect.poll(async () => (await approvers(id)).toSorted()).toEqual([OWNER, SENIOR])
  })
})
