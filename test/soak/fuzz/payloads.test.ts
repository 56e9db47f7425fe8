import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVELOPER, SRE_1, VP } from '../../../demo/cast.ts'
import type { Message } from '../../../demo/workspace/state.ts'
import { isObject, objectsAt, textAt } from '../../../demo/workspace/json-values.ts'
import { elementsOf } from '../../../demo/workspace/element-values.ts'
import { ACTION, FORM_CHOICE, MODAL } from '../../../src/adapters/slack/action-ids.ts'
import { SERVICE } from '../../e2e/a-stage.ts'
import { fuzz } from './fuzz.ts'
import { nearlyJson } from './nasty-json.ts'
import { nearly } from './nasty-text.ts'
import { openWire, type Posted, type Wire } from './wire.ts'

/** Commands whose answers have buttons, or which open forms. */
const LINES = [
  '/budget status',
  `/budget status ${SERVICE}`,
  `/budget actions ${SERVICE}`,
  '/budget incidents',
  `/budget incident add ${SERVICE} too slow 20m ago`,
  '/budget risks',
  '/budget postmortem',
  `/budget simulate ${SERVICE}`,
  '/deploy request',
  `/deploy request ${SERVICE} v1 p0-hotfix it burns`,
  `/deploy exception ${SERVICE} v2 feature`,
  `/deploy override ${SERVICE} v3 feature`,
  `/deploy silver-bullet ${SERVICE} v4 feature`,
  '/deploy list',
]
const PATIENCE_MS = 25_000

let wire: Wire
beforeAll(async () => {
  wire = await openWire()
  await useEverything()
})
afterAll(() => wire.close())

/** Types, opens, presses and submits, so that Slack posts a payload of each kind. */
async function useEverything(): Promise<void> {
  const { workspace } = wire.stage
  for (const person of [SRE_1.id, DEVELOPER.id, VP.id]) await workspace.openHome(person, 'home')
  for (const line of LINES) {
    const person = line.startsWith('/budget') ? SRE_1.id : DEVELOPER.id
    const shown = await (await workspace.runCommand(person, 'C0ENGINEERING', line)).answer(PATIENCE_MS)
    if (shown?.kind === 'message') await pressAll(person, shown.message)
    await submitAll(person)
  }
  for (const channel of ['engineering', 'deploy-approvals', 'incidents'])
    for (const message of workspace.messages(channel)) await pressAll(SRE_1.id, message)
  await submitAll(SRE_1.id)
}

async function pressAll(person: string, message: Message): Promise<void> {
  for (const block of message.blocks)
    for (const element of elementsOf(block)) {
      const actionId = textAt(element['action_id'])
      if (actionId === undefined) continue
      const [option] = objectsAt(element['options'])
      const value = textAt(option?.['value'])
      const blockId = textAt(block['block_id']) ?? ''
      await wire.stage.workspace.press(person, message, {
        blockId,
        actionId,
        ...(value !== undefined && { value }),
      })
    }
}

async function submitAll(person: string): Promise<void> {
  const { workspace } = wire.stage
  for (const view of workspace.openViews(person).toReversed()) {
    await workspace.submitView(view, {})
    await workspace.closeView(view, true)
  }
}

interface Case {
  readonly type: string
  readonly body: unknown
}

/** Slack hands out a new one with each click; one that came before is a duplicate, which the bot ignores. */
let triggers = 0
const withOwnTrigger = (payload: unknown): unknown =>
  isObject(payload) && typeof payload['trigger_id'] === 'string'
    ? { ...payload, trigger_id: `1.2.${(triggers += 1)}` }
    : payload

const FORM = 'application/x-www-form-urlencoded'

function sortedByKind(
  posted: readonly Posted[],
): Readonly<Record<'payloads' | 'commands' | 'events', unknown[]>> {
  const events = posted
    .filter(({ type }) => type.includes('json'))
    .map(({ text }) => JSON.parse(text) as unknown)
  const forms = posted
    .filter(({ type }) => !type.includes('json'))
    .map(({ text }) => Object.fromEntries(new URLSearchParams(text)))
  const payloads = forms.flatMap(({ payload }) =>
    payload === undefined ? [] : [JSON.parse(payload) as unknown],
  )
  return { payloads, commands: forms.filter(({ payload }) => payload === undefined), events }
}

/** Payloads that were posted with every name of a button and form in turn, and then some of them changed. */
function casesOf(posted: readonly Posted[]): fc.Arbitrary<Case> {
  const { payloads, commands, events } = sortedByKind(posted)
  const names = [...Object.values(ACTION), ...Object.values(FORM_CHOICE), ...Object.values(MODAL)]
  const renamed = fc
    .tuple(nearlyJson(...payloads), fc.option(fc.constantFrom(...names)))
    .map(([payload, name]) =>
      name === null
        ? payload
        : (JSON.parse(
            JSON.stringify(payload ?? null).replace(
              /"(action_id|callback_id)":"[a-z_]+"/g,
              (_, key: string) => `"${key}":"${name}"`,
            ),
          ) as unknown),
    )
  return fc.oneof(
    { weight: 8, arbitrary: renamed.map((payload) => ({ type: FORM, body: { payload } })) },
    { weight: 2, arbitrary: nearlyJson(...commands).map((body) => ({ type: FORM, body })) },
    { weight: 2, arbitrary: nearlyJson(...events).map((body) => ({ type: 'application/json', body })) },
    {
      weight: 1,
      arbitrary: nearly(...[...payloads, ...events].map((each) => JSON.stringify(each))).map((text) => ({
        type: 'application/json',
        body: text,
      })),
    },
  )
}

/**
 * Slack's word for what a changed payload asked for, or for too many of them at once, or what a form keeps for itself and nobody but the bot writes; everything else that
 * is logged as an error is a fault of ours.
 */
const NOT_OURS = /"error":"[^"]*(trigger_id|not_found|invalid_arguments|ratelimited|JSON)/

test('whatever Slack posts is acknowledged or refused, and nothing breaks', async () => {
  for (const found of Object.values(sortedByKind(wire.posted))) expect(found.length).toBeGreaterThan(2)
  wire.errors()
  await fuzz('payloads', casesOf([...wire.posted]), async ({ type, body }) => {
    const whole =
      isObject(body) && 'payload' in body
        ? { payload: withOwnTrigger(body['payload']) }
        : withOwnTrigger(body)
    const status = await wire.post(whole ?? null, type)
    expect([200, 400]).toContain(status)
    await nextTurn()
    expect(wire.errors().filter((line) => !NOT_OURS.test(line))).toEqual([])
  })
  expect((await fetch(`${wire.stage.bot.http.url}/healthz`)).status).toBe(200)
})
