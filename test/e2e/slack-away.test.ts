import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEVELOPER } from '../../demo/cast.ts'
import type { Fault } from '../../demo/workspace/faults.ts'
import { eventually } from '../support/bot-process.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'
import { announcementsIn, messageIds } from './channel-view.ts'

const HEADS = ['⚠️  Error Budget Status: WARNING', '🔴 ERROR BUDGET FREEZE: CRITICAL'] as const

/** `id` and `error` are those of a message that was given up. */
interface LoggedError {
  readonly id?: string
  readonly error?: string
}

let scene: Scene
/** The errors in the bot’s log: a message that is given up is one of them. */
let errors: LoggedError[]

beforeEach(async () => {
  errors = []
  const write = (line: string): void => {
    errors.push(JSON.parse(line) as LoggedError)
  }
  scene = await openScene(pino({ level: 'error' }, { write }))
})
afterEach(() => scene.stage.close())

const announced = (): string[] => announcementsIn(scene.stage.workspace.messages('engineering'))

const readiness = async (): Promise<{ readonly status: number; readonly body: string }> => {
  const answer = await fetch(`${scene.stage.bot.http.url}/readyz`, { signal: AbortSignal.timeout(10_000) })
  return { status: answer.status, body: await answer.text() }
}

/** Two changes of level, one after the other. */
async function falls(): Promise<void> {
  await scene.fails(OUTAGE_MINUTES.WARNING)
  await scene.fails(OUTAGE_MINUTES.CRITICAL - OUTAGE_MINUTES.WARNING)
}

async function everythingIsSaidOnce(): Promise<void> {
  const { audience, stage } = scene
  await audience.until(() => (announced().length >= HEADS.length ? true : undefined), 'both announcements')
  expect(announced()).toEqual(HEADS)
  const ids = messageIds(stage.workspace.messages('engineering'))
  expect(new Set(ids).size).toBe(ids.length)
  await audience.hearsItOut()
}

describe('each change of level is announced once, although Slack', () => {
  test.each<readonly [string, Fault, number]>([
    ['asks for patience', { status: 429, retryAfterSeconds: 7 }, 3],
    ['asks for patience without an end', { status: 429, retryAfterSeconds: null }, 3],
    ['asks for no patience at all', { status: 429, retryAfterSeconds: 0 }, 3],
    ['shows a page of a proxy', { body: '<html>Sign in</html>' }, 3],
    ['has heard us and answers half', { body: '{"ok":true,"ts":"17', takesEffectAfterMs: 0 }, 2],
    ['is rid of the channel', { error: 'is_archived' }, 3],
    ['takes our token no more', { error: 'token_revoked' }, 3],
    ['breaks', { status: 500 }, 4],
    ['is being repaired', { status: 503 }, 4],
    ['has trouble inside', { error: 'internal_error' }, 4],
    ['says that we are too fast', { error: 'ratelimited' }, 3],
    ['breaks the connection before it has heard us', { dropConnection: 'before' }, 3],
    ['has heard us and breaks the connection', { dropConnection: 'after' }, 2],
    ['thinks for seconds', { delayMs: 1_500 }, 2],
  ])('%s', async (_what, fault, times) => {
    scene.stage.workspace.failNext('chat.postMessage', fault, times)
    await falls()
    await everythingIsSaidOnce()
  })
})

test.each(['network', 'refresh_requested', 'warning'] as const)(
  'after a connection that ends (%s) there is one again, and commands are answered',
  async (reason) => {
    const { audience, stage } = scene
    stage.workspace.disconnectSockets(reason)
    const said = await eventually('an answer', () =>
      audience.command(DEVELOPER.id, `/budget status ${SERVICE}`).catch(() => undefined),
    )
    expect(said).toContain('HEALTHY')
    await eventually('one connection', () =>
      Promise.resolve(stage.workspace.connectionCount() === 1 ? true : undefined),
    )
    expect(await readiness()).toMatchObject({ status: 200 })
  },
)

test('while Slack is away the bot stays up and says so; it sends what it owes when Slack is back', async () => {
  const { audience, stage } = scene
  expect(await readiness()).toMatchObject({ status: 200 })
  stage.workspace.failNext('*', { status: 503 }, 100_000)
  stage.workspace.disconnectSockets('network')
  await audience.until(() => (stage.bot.slack.connected() ? undefined : true), 'that the connection is lost')
  await falls()
  const away = await readiness()
  expect(away.status).toBe(503)
  expect(JSON.parse(away.body)).toMatchObject({
    ready: false,
    parts: [
      { part: 'slack', ok: false },
      { part: 'store', ok: true },
      { part: 'poll', ok: true },
    ],
  })
  // The gate needs no Slack to say no.
  const question = { service: SERVICE, change: 'feature', revision: 'v1' }
  expect(await audience.asksGate(question)).toMatchObject({ allowed: false, decision: 'blocked' })
  expect(announced()).toEqual([])

  stage.workspace.clearFaults()
  await everythingIsSaidOnce()
  await audience.until(() => (stage.bot.slack.connected() ? true : undefined), 'that it is connected again')
  expect(await readiness()).toMatchObject({ status: 200 })
  expect(await audience.command(DEVELOPER.id, `/budget status ${SERVICE}`)).toContain('CRITICAL')
})

test('a message that Slack refuses is given up with its thread, and the next one is sent', async () => {
  const { audience, stage } = scene
  stage.workspace.failNext('chat.postMessage', { error: 'invalid_blocks', about: HEADS[0] })
  await scene.fails(OUTAGE_MINUTES.WARNING)
  await audience.hearsItOut()
  expect(errors, 'it is given up').not.toEqual([])
  await scene.fails(OUTAGE_MINUTES.CRITICAL - OUTAGE_MINUTES.WARNING)
  await audience.sees('engineering', HEADS[1])
  await audience.hearsItOut()
  expect(announced()).toEqual([HEADS[1]])
  // The list of actions stands in the thread of the head, and its edits follow it: nothing else is lost.
  const [head, ...others] = errors
  expect(head?.error).toContain('invalid_blocks')
  expect(head?.id).toMatch(/^level\//)
  const lost = new Set([head?.id])
  for (const { id, error } of others) {
    expect([...lost].map((post) => `the post ${String(post)} was never sent`)).toContain(error)
    lost.add(id)
  }
  const metrics = await (await fetch(`${stage.bot.http.url}/metrics`)).text()
  expect(metrics).toContain(`\nbudgeteer_outbox_failed ${errors.length}\n`)
})
