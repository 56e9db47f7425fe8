import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import type { ActionList } from '../../../src/core/actions/messages.ts'
import { ACTION, MODAL, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { placeOf, referenceOf } from '../../../src/adapters/slack/message-reference.ts'
import { actionListBlocks } from '../../../src/adapters/slack/blocks/action-list.ts'
import { allText, messageIn, viewText } from './support/answers.ts'
import { DEV, OWNER, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'
import { anAction } from './support/working-actions.ts'

const SERVICE = 'model-registry'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())
beforeEach(() => {
  const { owed } = office.useCases
  owed.actions.splice(0, owed.actions.length, anAction('a_1', SERVICE, office.clock.now()))
  owed.top.length = 0
})

const item: ActionList['items'][number] = {
  actionId: 'a_1',
  text: 'Hold the incident review meeting',
  owner: { role: 'SRE', people: ['S0SRES0001'] },
  dueAt: '2026-11-21T12:00:00.000Z',
  state: 'open',
  overdue: false,
  escalatedTo: null,
  closedBy: null,
  closedAt: null,
  evidence: null,
  prompts: [
    { kind: 'finish-action', of: 'a_1' },
    { kind: 'reassign-action', of: 'a_1' },
  ],
}
const list = (items: ActionList['items']): ActionList => ({
  kind: 'action-list',
  service: SERVICE,
  serviceTitle: 'Model Registry',
  level: 'CRITICAL',
  timeZone: 'UTC',
  at: '2026-11-21T10:00:00.000Z',
  items,
})

describe('the list of actions', () => {
  const shape = (items: ActionList['items'], text: string): string[] =>
    actionListBlocks(list(items), text).map((block) =>
      block.type === 'actions'
        ? block.elements.map((element) => ('text' in element ? element.text.text : '')).join(' ')
        : block.type,
    )
  const closed = { ...item, actionId: 'a_2', state: 'done' as const, prompts: [] }

  test.each([
    {
      given: 'a paragraph for each action',
      text: 'Head\n\nfirst\n\nsecond',
      blocks: ['section', 'section', 'Done Reassign…', 'section'],
    },
    {
      given: 'a template that was edited to another form',
      text: 'Head\nfirst\nsecond',
      blocks: ['section', 'Done 1 Reassign 1…'],
    },
  ])('with $given: $blocks', ({ text, blocks }) => {
    expect(shape([item, closed], text)).toEqual(blocks)
  })
})

let posts = 0
async function posted(inThreadOf: Message | null = null): Promise<Message> {
  posts += 1
  office.clock.shiftMs += 2_000
  const sent = await office.slack.messenger.post(
    {
      id: `l_${posts}`,
      address: { kind: 'team', channel: '#engineering' },
      subject: `actions/t_${posts}`,
      content: list([item]),
      owedAt: office.clock.now(),
      act: inThreadOf === null ? 'post' : 'reply',
    },
    { text: 'Actions', blocks: actionListBlocks(list([item]), 'Head\n\nFreeze the review') },
    inThreadOf && {
      subject: 'head',
      reference: referenceOf({ channelId: inThreadOf.channel, ts: inThreadOf.ts }),
    },
  )
  if (sent.kind !== 'sent') throw new Error(sent.error)
  const message = office.workspace.messages('engineering').find(({ ts }) => ts === placeOf(sent.reference).ts)
  if (message === undefined) throw new Error('not posted')
  return message
}

const press = (person: string, message: Message, actionId: string) => {
  const block = message.blocks.find(({ type }) => type === 'actions')
  return office.workspace.press(person, message, { blockId: String(block?.['block_id']), actionId })
}

describe('its buttons', () => {
  test('Done records who pressed it', async () => {
    await press(SRE, await posted(), ACTION.actionDone)
    await office.workspace.waitFor(() => office.useCases.owed.actions[0]?.closedBy === SRE || undefined)
  })

  test('Done by somebody who may not is refused to them alone', async () => {
    const message = await messageIn(await press(DEV, await posted(), ACTION.actionDone))
    expect(allText(message)).toContain('Only SRE may do &lt;this&gt;')
    expect(office.useCases.owed.actions[0]?.state).toBe('open')
  })

  test('a refusal stands where they look: in the thread of the list', async () => {
    const head = await posted()
    await press(DEV, await posted(head), ACTION.actionDone)
    const answer = await office.workspace.waitFor(() =>
      office.workspace.ephemerals(DEV).find(({ threadTs }) => threadTs === head.ts),
    )
    expect(allText(answer)).toContain('Only SRE may do')
  })

  test('Reassign asks for a person and hands it on', async () => {
    await press(SRE, await posted(), ACTION.actionReassign)
    const view = await office.workspace.waitFor(() =>
      office.workspace.openViews(SRE).find((open) => viewText(open).includes('Who takes it over?')),
    )
    expect(JSON.stringify(view)).toContain(MODAL.actionReassign)
    await office.workspace.submitView(view, { assignee: { [VALUE]: OWNER } })
    await office.workspace.waitFor(
      () => office.useCases.owed.actions[0]?.assignee?.userId === OWNER || undefined,
    )
  })
})

describe('what is typed', () => {
  const typed = async (line: string): Promise<string> =>
    allText(await messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', line)))

  test('actions lists what is open, with deadlines and places', async () => {
    await typed(`/budget actions add ${SERVICE} Fix the leak @rae`)
    const said = await typed('/budget actions')
    for (const part of ['Hold the incident review meeting (SRE), due in 2 hours', '1. Fix the leak'])
      expect(said).toContain(part)
  })

  test('a list is added to, put in order and shortened', async () => {
    expect(await typed('/budget actions add model Fix the leak @rae')).toContain('On the list: Fix the leak')
    await typed('/budget actions add model Add a replica @olive')
    expect(await typed('/budget actions move 2 up')).toContain('Moved: Add a replica')
    expect(await typed('/budget actions done model 1')).toContain('Done: Add a replica')
    expect(await typed('/budget actions model')).toContain('1. Fix the leak')
  })

  test.each([
    ['/budget actions billing', 'No actions are open'],
    ['/budget actions nope', 'There is no service'],
    ['/budget actions add model Fix it', 'Please give the service'],
    ['/budget actions add', 'Please give the service'],
    ['/budget actions done', 'Please give the service and the number'],
    ['/budget actions done 1', 'There are no top actions'],
    ['/budget actions done model 7', 'There is no top action 7'],
    ['/budget actions move 1 sideways', 'Please end with `up` or `down`'],
  ])('%s: %s', async (line, says) => {
    expect(await typed(line)).toContain(says)
  })
})
