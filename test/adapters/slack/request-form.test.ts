import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import type { OpenView } from '../../../demo/workspace/state.ts'
import { FORM_CHOICE, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { blockIdOf, viewIn, viewText } from './support/answers.ts'
import { DEV, openOffice } from './support/office.ts'
import type { Office } from './support/office.ts'

describe.each(['socket', 'http'] as const)('the request form in %s mode', (mode) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(mode)
  })
  afterAll(() => office.close())

  const open = async (line = '/deploy request'): Promise<OpenView> =>
    viewIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', line))

  const current = (view: OpenView): OpenView | undefined =>
    office.workspace.openViews(DEV).find(({ id }) => id === view.id)

  const choose = async (
    view: OpenView,
    kind: keyof typeof FORM_CHOICE,
    value: string,
    values = {},
  ): Promise<OpenView> => {
    const target = { blockId: blockIdOf(view, kind), actionId: FORM_CHOICE[kind], value }
    await office.workspace.viewAction(view, target, {
      ...values,
      [target.blockId]: { [target.actionId]: value },
    })
    return office.workspace.waitFor(() => {
      const now = current(view)
      return now !== undefined && now.hash !== view.hash ? now : undefined
    })
  }

  const texts = (revision: string, summary = '') => ({
    revision: { [VALUE]: revision },
    environment: { [VALUE]: 'production' },
    summary: { [VALUE]: summary },
  })

  test('groups change types by risk and shows nothing that cannot be chosen', async () => {
    const view = await open()
    expect(viewText(view)).toContain('"label":{"type":"plain_text","text":"High risk"')
    expect(viewText(view)).not.toContain('answer:')
  })

  test('asks for what the policy requires once service and change type are chosen, and keeps what was typed', async () => {
    const first = await choose(await open(), 'service', 'inference-gateway')
    const second = await choose(first, 'change', 'feature', texts('abc1234', 'soon'))
    const shown = viewText(second)
    expect(shown).toContain('"block_id":"answer:rollback-plan"')
    expect(shown).toContain('still needs approval by service-owner')
    expect(shown).toContain('"initial_value":"abc1234"')
    expect(shown).toContain('Raised to high')
    expect(shown).not.toContain('Raised to low')
  })

  test('says at once when the change is blocked', async () => {
    const view = await choose(await choose(await open(), 'service', 'model-registry'), 'change', 'feature')
    expect(viewText(view)).toContain(':no_entry: Feature of Model Registry is blocked')
  })

  test('shows a problem under the input that it belongs to, and takes the corrected form', async () => {
    const view = await choose(await open('/deploy request inf'), 'change', 'feature')
    const refused = await office.workspace.submitView(view, texts('the latest'))
    expect(refused.errors).toEqual({
      revision: 'A revision is one word of at most 200 characters, such as v1.2.4 or a commit.',
    })

    const taken = await office.workspace.submitView(refused.view ?? view, {
      ...texts('abc1234', 'Faster <b>tokens</b>'),
      'answer:tests-passing': { [VALUE]: ['yes'] },
      'answer:rollback-plan': { [VALUE]: 'helm rollback, 2 min' },
    })
    expect(taken.failure).toBeNull()
    const [request] = await office.useCases.requests.list({ limit: 1 })
    expect(request).toMatchObject({
      service: 'inference-gateway',
      change: 'feature',
      requestedBy: DEV,
      summary: 'Faster <b>tokens</b>',
    })
    expect(Object.fromEntries(request?.answers ?? [])).toEqual({
      'tests-passing': 'yes',
      'rollback-plan': 'helm rollback, 2 min',
    })
    expect(viewText(taken.view ?? view)).toContain('The approvers have been asked')
  })

  test('says "one moment" when deciding takes longer than Slack waits, and the outcome afterwards', async () => {
    const view = await choose(await open('/deploy request billing'), 'change', 'feature')
    const { requests } = office.useCases
    const { open: decide } = requests
    const store = Promise.withResolvers<undefined>()
    vi.spyOn(requests, 'open').mockImplementationOnce(async (input) => {
      await store.promise
      return decide(input)
    })
    const before = (await requests.list({ limit: 100 })).length
    const outcome = await office.workspace.submitView(view, texts('abc1234'))
    expect(outcome.failure).toBeNull()
    expect(viewText(outcome.view ?? view)).toContain('One moment')
    store.resolve(undefined)
    const shown = await office.workspace.waitFor(() => {
      const now = current(view)
      return now !== undefined && viewText(now).includes('Something is still missing') ? now : undefined
    })
    expect(viewText(shown)).toContain('r-')
    expect(await requests.list({ limit: 100 })).toHaveLength(before + 1)
  })

  test('a refusal stands at its field, and what was typed stays', async () => {
    const view = await choose(await open('/deploy request billing'), 'change', 'feature')
    const { requests } = office.useCases
    const ways = ['Ask for an exception']
    const decision = await requests.preview('billing', 'feature', null)
    vi.spyOn(requests, 'open').mockResolvedValueOnce({ kind: 'blocked', decision, ways })
    const blocked = await office.workspace.submitView(view, texts('v77', 'Long words'))
    expect(blocked.errors[blockIdOf(view, 'change')]).toContain('Ways through: Ask for an exception')
    expect(viewText(current(view) ?? view)).toContain('revision')

    // Too late for the acknowledgement, the form comes back as it was sent in.
    vi.spyOn(requests, 'open').mockImplementationOnce(async () => {
      await late.promise
      return { kind: 'refused', message: 'Not today.' }
    })
    const late = Promise.withResolvers<undefined>()
    const waiting = await office.workspace.submitView(view, texts('v77', 'Long words'))
    expect(viewText(waiting.view ?? view)).toContain('One moment')
    late.resolve(undefined)
    const back = await office.workspace.waitFor(() => {
      const now = current(view)
      return now !== undefined && viewText(now).includes('Not today.') ? now : undefined
    })
    for (const typed of ['"initial_value":"v77"', '"initial_value":"Long words"', '"value":"feature"'])
      expect(viewText(back)).toContain(typed)
    const sent = await office.workspace.submitView(back, texts('v78', 'Long words'))
    expect(sent.failure).toBeNull()
    expect(
      await requests.list({
        of: { service: 'billing', change: 'feature', revision: 'v78', environment: 'production' },
        limit: 1,
      }),
    ).toHaveLength(1)
  })

  test('a second request for the same is shown the first', async () => {
    const ask = async () => {
      const view = await choose(await open('/deploy request billing'), 'change', 'feature')
      const outcome = await office.workspace.submitView(view, texts('v79'))
      return viewText(outcome.view ?? view)
    }
    expect(await ask()).not.toContain('Asked for already')
    expect(await ask()).toContain('Asked for already')
  })

  test('a decision that fails is answered in the modal, at its first field', async () => {
    const view = await choose(await open('/deploy request billing'), 'change', 'feature')
    vi.spyOn(office.useCases.requests, 'open').mockRejectedValueOnce(new Error('the store is on fire'))
    const outcome = await office.workspace.submitView(view, texts('abc1234'))
    expect(outcome.errors['service']).toContain('the reference')
    expect(viewText(outcome.view ?? view)).toContain('"block_id":"revision"')
  })
})
