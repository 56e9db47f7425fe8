import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import type { ApprovalRequestMessage } from '../../../src/core/requests/messages.ts'
import { ACTION, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { placeOf } from '../../../src/adapters/slack/message-reference.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { requestPrompts } from '../../../src/core/requests/notices.ts'
import { allText, messageIn, viewText } from './support/answers.ts'
import { DEV, GUEST, openOffice, OWNER, SENIOR } from './support/office.ts'
import type { Office } from './support/office.ts'
import { sampleFacts } from './support/sample-facts.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

let posts = 0
/** Makes a request, and posts what the outbox would. */
async function requested(): Promise<{ readonly id: string; readonly message: Message }> {
  const { useCases, slack, workspace } = office
  const outcome = await useCases.openRequest({
    service: 'inference-gateway',
    change: 'feature',
    revision: 'abc1234',
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
    prompts: requestPrompts({ id, decision: { ...outcome.request.decision, requires: ['rollback-plan'] } }),
  }
  posts += 1
  // A channel takes about one message a second.
  office.clock.shiftMs += 2_000
  const sent = await slack.messenger.post(
    {
      id: `m_${posts}`,
      address: { kind: 'channel', purpose: 'approvals' },
      subject: `request/${id}`,
      content,
      owedAt: office.clock.now(),
      act: 'post',
    },
    {
      text: 'Deploy request',
      blocks: messageBlocks(content, 'Deploy request\nService: Inference Gateway'),
    },
    null,
  )
  if (sent.kind !== 'sent') throw new Error(sent.error)
  const message = workspace.messages('deploy-approvals').find(({ ts }) => ts === placeOf(sent.reference).ts)
  if (message === undefined) throw new Error('not posted')
  return { id, message }
}

const press = (person: string, message: Message, actionId: string) => {
  const block = message.blocks.find(({ type }) => type === 'actions')
  return office.workspace.press(person, message, { blockId: String(block?.['block_id']), actionId })
}

const topView = (person: string, part: string) =>
  office.workspace.waitFor(() => {
    const view = office.workspace.openViews(person).at(-1)
    return view !== undefined && viewText(view).includes(part) ? view : undefined
  })

describe('buttons of a request', () => {
  test('buttons carry the id of the request and nothing else', async () => {
    const { id, message } = await requested()
    const actions = message.blocks.find(({ type }) => type === 'actions')
    const values = (actions?.['elements'] as readonly { value: string }[]).map(({ value }) => value)
    expect(new Set(values)).toEqual(new Set([id]))
  })

  test('an approval is recorded for who clicked', async () => {
    const { id, message } = await requested()
    const outcome = await press(OWNER, message, ACTION.approve)
    expect(outcome.failure).toBeNull()
    await expect
      .poll(() => office.useCases.made.get(id)?.approvals.map(({ userId }) => userId))
      .toEqual([OWNER])
  })

  test.each([
    ['the requester', DEV, 'Nobody approves their own request.'],
    ['a guest without a role', GUEST, 'None of your roles has an open seat.'],
  ])('%s is told why the click does not count, and nobody else', async (_who, person, reason) => {
    const { id, message } = await requested()
    const told = await messageIn(await press(person, message, ACTION.approve))
    expect(told.ephemeralFor).toBe(person)
    expect(told.text).toContain(reason)
    expect(office.useCases.made.get(id)?.approvals).toEqual([])
  })

  test('a rejection asks for its reason and ends the request', async () => {
    const { id, message } = await requested()
    await press(SENIOR, message, ACTION.reject)
    const view = await topView(SENIOR, 'Why?')
    const outcome = await office.workspace.submitView(view, { reason: { [VALUE]: 'No tests.' } })
    expect(outcome.view).toBeNull()
    expect(office.useCases.made.get(id)).toMatchObject({
      state: 'rejected',
      rejection: { userId: SENIOR, reason: 'No tests.' },
    })
    const shown = allText(
      await messageIn(await office.workspace.runCommand(OWNER, 'C0ENGINEER', `/deploy show ${id}`)),
    )
    expect(shown).toContain('No tests.')
    expect(shown).not.toContain('still needs')
  })

  test('a rejection that does not count says so in the modal', async () => {
    const { message } = await requested()
    await press(GUEST, message, ACTION.reject)
    const view = await topView(GUEST, 'Why?')
    const outcome = await office.workspace.submitView(view, { reason: { [VALUE]: 'I say so' } })
    expect(viewText(outcome.view ?? view)).toContain('None of your roles')
  })

  test('the requester fills in what is missing', async () => {
    const { id, message } = await requested()
    await press(DEV, message, ACTION.fillIn)
    const view = await topView(DEV, 'answer:rollback-plan')
    await office.workspace.submitView(view, {
      'answer:tests-passing': { [VALUE]: ['yes'] },
      'answer:rollback-plan': { [VALUE]: 'revert' },
    })
    expect(Object.fromEntries(office.useCases.made.get(id)?.answers ?? [])).toEqual({
      'tests-passing': 'yes',
      'rollback-plan': 'revert',
    })
  })

  test('details show the policy line and the seats', async () => {
    const { message } = await requested()
    await press(OWNER, message, ACTION.details)
    const view = await topView(OWNER, 'policy line')
    expect(viewText(view)).toContain('Service owner: open')
  })

  test('a use case that breaks tells the clicker a reference', async () => {
    const { message } = await requested()
    office.useCases.broken = 'approve'
    expect(allText(await messageIn(await press(OWNER, message, ACTION.approve)))).toContain('the reference')
  })

  test('the buttons of a shown request work, and say that they did', async () => {
    const { id } = await requested()
    const shown = await messageIn(
      await office.workspace.runCommand(OWNER, 'C0ENGINEER', `/deploy show ${id}`),
    )
    const told = await messageIn(await press(OWNER, shown, ACTION.approve))
    expect(told.text).toContain('Recorded')
  })

  test('200 clicks at once leave the right seats filled', async () => {
    const { id, message } = await requested()
    const people = [OWNER, SENIOR, DEV, GUEST]
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => press(people[index % 4] ?? DEV, message, ACTION.approve)),
    )
    await expect
      .poll(() => new Set(office.useCases.made.get(id)?.approvals.map(({ userId }) => userId)))
      .toEqual(new Set([OWNER, SENIOR]))
  })
})
