import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import type { ActionList } from '../../../src/core/actions/messages.ts'
import type { Press } from '../../../src/core/kernel/prompt.ts'
import { ACTION, MODAL, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { actionListBlocks } from '../../../src/adapters/slack/blocks/action-list.ts'
import { allText, messageIn, viewText } from './support/answers.ts'
import { DEV, GUEST, OWNER, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'
import { posted, press, topView } from './support/messages.ts'

const SERVICE = 'model-registry'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())
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
  incident: null,
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

describe('what is typed', () => {
  const typed = async (line: string, person = SRE): Promise<string> =>
    allText(await messageIn(await office.workspace.runCommand(person, 'C0ENGINEER', line)))

  test.each([
    ['/budget actions billing', 'No actions are open'],
    ['/budget actions nope', 'There is no service'],
    ['/budget actions add model Fix it', 'Please give the service'],
    ['/budget actions add', 'Please give the service'],
    ['/budget actions done', 'Please give the service and the number'],
    ['/budget actions done 1', 'There are no top actions'],
    ['/budget actions move 1 sideways', 'Please end with `up` or `down`'],
    ['/budget actions add model Fix the leak @rae', 'On the list: Fix the leak'],
    ['/budget actions', 'Hold the incident review meeting (SRE), due in 2 hours'],
    ['/budget actions', '1. Fix the leak'],
    ['/budget actions add model Add a replica @olive', 'On the list: Add a replica'],
    ['/budget actions move 2 up', 'Moved: Add a replica'],
    ['/budget actions done model 7', 'There is no top action 7'],
    ['/budget actions done model 1', 'Done: Add a replica'],
    ['/budget actions model', '1. Fix the leak'],
    ['/budget actions model', 'Reassign 1…'],
    ['/budget actions add billing Write <it> down @olive', 'On the list: Write &lt;it&gt; down'],
    ['/budget actions done 1', 'Several services have top actions'],
  ])('%s: %s', async (line, says) => {
    expect(await typed(line)).toContain(says)
  })

  test('a list is changed by those who may', async () => {
    expect(await typed('/budget actions add model Add a cache @rae', DEV)).toContain('Only SRE')
  })
})

describe('its buttons', () => {
  const open = async (name: string): Promise<string> => {
    const actions = await office.useCases.actions.open(SERVICE)
    const found = actions.find((action) => action.name === name)
    if (found === undefined) throw new Error(`${name} is not open`)
    return found.id
  }
  const action = (id: string) => office.platform.store.actions.byId(id)
  const shown = (
    actionId: string,
    head: Message | null = null,
    prompts: readonly Press[] = item.prompts,
  ): Promise<Message> => {
    const content = list([
      {
        ...item,
        actionId,
        prompts: prompts.map((prompt) => ({ ...prompt, of: actionId })),
      },
    ])
    return posted(
      office,
      { address: { kind: 'team', channel: '#engineering' }, subject: `actions/${actionId}`, content },
      { text: 'Actions', blocks: actionListBlocks(content, 'Head\n\nFreeze the review') },
      head,
    )
  }

  test('Done by somebody who may not is refused, visible to them alone', async () => {
    const id = await open('incident-review')
    const message = await messageIn(await press(office, DEV, await shown(id), ACTION.actionDone))
    expect(allText(message)).toContain('Only SRE, or its assignee, may do this.')
    expect((await action(id))?.state).toBe('open')
  })

  test('a refusal is shown in the thread of the list', async () => {
    const id = await open('incident-review')
    const head = await shown(id)
    await press(office, DEV, await shown(id, head), ACTION.actionDone)
    const answer = await office.workspace.waitFor(() =>
      office.workspace.ephemerals(DEV).find(({ threadTs }) => threadTs === head.ts),
    )
    expect(allText(answer)).toContain('Only SRE, or its assignee')
  })

  test('Reassign asks for a person and hands it on', async () => {
    const id = await open('recovery-plan')
    await press(office, SRE, await shown(id), ACTION.actionReassign)
    const view = await topView(office, SRE, 'Who takes it over?')
    expect(JSON.stringify(view)).toContain(MODAL.actionReassign)
    await office.workspace.submitView(view, { assignee: { [VALUE]: OWNER } })
    await expect.poll(async () => (await action(id))?.assignee?.userId).toBe(OWNER)
  })

  test.each<[string, 'name-commander' | 'link-war-room' | 'link-notes', string, string, string]>([
    [
      'incident-commander',
      'name-commander',
      'Who is the incident commander?',
      OWNER,
      'the incident commander is named',
    ],
    [
      'war-room',
      'link-war-room',
      'Where is the war room?',
      'https://meet.example/war',
      'the war room is linked',
    ],
    [
      'notes',
      'link-notes',
      'Where are the notes?',
      'https://notes.example/1',
      'notes: https://notes.example/1',
    ],
  ])('what closes %s is asked for by its button', async (name, kind, label, answer, evidence) => {
    const id = await open(name)
    const prove = async (userId: string) =>
      press(office, userId, await shown(id, null, [{ kind, of: id }]), ACTION.actionProve)
    await prove(DEV)
    expect(viewText(await topView(office, DEV, 'Only SRE'))).not.toContain('"type":"input"')
    const word = await messageIn(await press(office, SRE, await shown(id), ACTION.actionDone))
    expect(allText(word)).toContain('and this is done')
    expect((await action(id))?.state).toBe('open')

    // It is handed to somebody of no role, who owes it now.
    await office.useCases.actions.reassign(id, DEV, SRE)
    await prove(DEV)
    const view = await topView(office, DEV, label)
    const bad = await office.workspace.submitView(view, {
      answer: { [VALUE]: name === 'incident-commander' ? GUEST : 'http://x' },
    })
    expect(bad.errors['answer']).toMatch(/full member|https:/)
    await office.workspace.submitView(view, { answer: { [VALUE]: answer } })
    await expect.poll(() => action(id)).toMatchObject({ state: 'done', closedBy: DEV, evidence })
  })

  test('Done records who pressed it', async () => {
    const id = await open('incident-review')
    await press(office, SRE, await shown(id), ACTION.actionDone)
    await expect.poll(async () => (await action(id))?.closedBy).toBe(SRE)
  })
})
