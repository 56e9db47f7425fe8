import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { elementsOf } from '../../../demo/workspace/element-values.ts'
import type { JsonObject } from '../../../demo/workspace/json-values.ts'
import type { Message, OpenView } from '../../../demo/workspace/state.ts'
import { ACTION, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { promptRow } from '../../../src/adapters/slack/blocks/prompts.ts'
import { blockIdOf, viewText } from './support/answers.ts'
import { posted, press, topView } from './support/messages.ts'
import { DEV, OWNER, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

const SERVICE = 'model-registry'

let office: Office
let card: Message
beforeAll(async () => {
  office = await openOffice('socket')
  const [newest] = await office.platform.store.statuses.transitions(SERVICE, 1)
  card = await posted(
    office,
    { address: { kind: 'team', channel: '#engineering' }, subject: 'level', content: { kind: 'level' } },
    { text: 'Freeze', blocks: promptRow([{ kind: 'see-top-actions', of: newest?.id ?? '' }]) },
  )
})
afterAll(() => office.close())

const listed = async (): Promise<readonly string[]> =>
  (await office.useCases.actions.top(SERVICE)).map(({ text }) => text)

async function opened(person: string, part: string): Promise<OpenView> {
  for (const view of office.workspace.openViews(person)) await office.workspace.closeView(view, true)
  await press(office, person, card, ACTION.topActions)
  return topView(office, person, part)
}
const fill = (view: OpenView, text: string, owner: string | null) => ({
  [blockIdOf(view, 'text')]: { [VALUE]: text },
  ...(owner !== null && { [blockIdOf(view, 'owner')]: { [VALUE]: owner } }),
})

/** Chooses what is to be done with the action of these words. */
async function does(view: OpenView, text: string, step: string, id?: string): Promise<void> {
  const blocks = view.view['blocks'] as readonly JsonObject[]
  const block = blocks.find((one) => JSON.stringify(one['text'] ?? '').includes(text))
  const [overflow] = elementsOf(block ?? {})
  const options = (overflow?.['options'] ?? []) as readonly { readonly value: string }[]
  const value = options.find((option) => option.value.startsWith(`${step}/`))?.value
  await office.workspace.viewAction(
    view,
    { blockId: String(block?.['block_id']), actionId: ACTION.topAction, value: id ?? value ?? '' },
    {},
  )
}

describe('the list behind Top actions…', () => {
  test('takes one more, and shows it', async () => {
    const empty = await opened(SRE, 'Nothing is on the list yet.')
    const outcome = await office.workspace.submitView(empty, fill(empty, 'Fix the <leak>', OWNER))
    expect(viewText(outcome.view ?? empty)).toContain(`1. Fix the &lt;leak&gt; (<@${OWNER}>)`)
    expect(await listed()).toEqual(['Fix the <leak>'])
  })

  test.each([
    ['nothing to do', '', OWNER, 'text', 'Please say what to do.'],
    ['nobody to do it', 'Something', null, 'owner', 'Please choose a person.'],
  ])('says what is missing with %s', async (_what, text, owner, input, error) => {
    const view = await opened(SRE, 'Fix the')
    expect((await office.workspace.submitView(view, fill(view, text, owner))).errors).toEqual({
      [blockIdOf(view, input)]: error,
    })
  })

  test('is changed by those who may alone', async () => {
    const view = await opened(DEV, 'Fix the')
    expect((await office.workspace.submitView(view, fill(view, 'Add a cache', DEV))).errors).toEqual({
      [blockIdOf(view, 'text')]:
        'Only SRE, the service’s owner or the incident commander may change the list.',
    })
    await does(view, 'Fix the', 'done')
    await topView(office, DEV, ':warning: Only SRE')
    expect(await listed()).toEqual(['Fix the <leak>'])
  })

  test('is put in another order, and shortened', async () => {
    const list = await opened(SRE, 'Fix the')
    await office.workspace.submitView(list, fill(list, 'Add a replica', SRE))
    await does(await opened(SRE, '2. Add a replica'), 'Add a replica', 'up')
    expect(await listed()).toEqual(['Add a replica', 'Fix the <leak>'])
    await does(await topView(office, SRE, '1. Add a replica'), 'Fix the', 'done')
    expect(await listed()).toEqual(['Add a replica'])
  })

  test('a second click on what is done changes nothing else', async () => {
    const view = await opened(SRE, 'Add a replica')
    const [first] = await office.useCases.actions.top(SERVICE)
    await office.workspace.submitView(view, fill(view, 'Write the runbook', SRE))
    const list = await opened(SRE, '2. Write the runbook')
    await does(list, 'Add a replica', 'done')
    const after = await topView(office, SRE, '1. Write the runbook')
    // As Slack would send it from a view that was drawn before.
    const outcome = await office.useCases.actions.finishTop(SERVICE, first?.id ?? '', SRE)
    expect(outcome).toEqual({ kind: 'refused', message: 'This action is no longer on the list.' })
    expect(viewText(after)).not.toContain('Add a replica')
    expect(await listed()).toEqual(['Write the runbook'])
  })
})
