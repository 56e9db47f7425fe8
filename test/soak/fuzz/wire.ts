import { Writable } from 'node:stream'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { DemoClock } from '../../../demo/demo-clock.ts'
import { openStage, type Stage, WATCHED_MS } from '../../../demo/stage.ts'
import { requestSignature } from '../../../demo/workspace/request-url.ts'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { OUTAGE_MINUTES, SERVICE } from '../../e2e/a-stage.ts'

/** What Slack posted to the bot. */
export interface Posted {
  readonly type: string
  readonly text: string
}

/** A bot in HTTP mode with a service in a freeze, whose every error is kept. */
export interface Wire {
  readonly stage: Stage
  /** What Slack posted since the beginning, as it was. */
  readonly posted: readonly Posted[]
  /** Errors that the bot logged since the last look. */
  errors(): readonly string[]
  post(body: unknown, type: string): Promise<number>
  /** How many rows each table has, but for those of messages on their way. */
  rows(): Readonly<Record<string, number>>
  close(): Promise<void>
}

const ANSWERED_WITHIN_MS = 30_000
/** Rows that come and go by themselves. */
const MOVING = /^(outbox|posts$|deliver|sqlite_|kysely_|channel_)/

export async function openWire(): Promise<Wire> {
  const logged: string[] = []
  const sink = new Writable({
    write: (line: Buffer, _encoding, done) => {
      logged.push(line.toString())
      done()
    },
  })
  const posted: Posted[] = []
  const restore = recordRequests(posted)
  const clock = new DemoClock(Date.now() - WATCHED_MS)
  const logger = pino({ level: 'error' }, sink)
  const stage = await openStage({ clock, logger, port: 0, root: PROJECT_ROOT, mode: 'http' })
  await stage.pass(OUTAGE_MINUTES.CRITICAL * MINUTE_MS, {
    stepMs: OUTAGE_MINUTES.CRITICAL * MINUTE_MS,
    outage: { service: SERVICE, failedRatio: 1 },
  })
  const database = new Database(stage.database, { readonly: true })
  const tables = database
    .prepare<[], { name: string }>("select name from sqlite_master where type = 'table' order by name")
    .all()
    .map(({ name }) => name)
    .filter((name) => !MOVING.test(name))
  const count = database.prepare<[], Record<string, number>>(
    `select ${tables.map((name) => `(select count(*) from "${name}") as "${name}"`).join(', ')}`,
  )
  return {
    stage,
    posted,
    errors: () => logged.splice(0),
    rows: () => count.get() ?? {},
    async post(body, type) {
      const isForm = type === 'application/x-www-form-urlencoded'
      const text = typeof body === 'string' ? body : isForm ? formOf(body) : JSON.stringify(body)
      const timestamp = Math.floor(clock.now() / 1_000)
      const response = await fetch(`${stage.bot.http.url}/slack/events`, {
        method: 'POST',
        headers: {
          'content-type': type,
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': requestSignature(stage.signingSecret, timestamp, text),
        },
        body: text,
        signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
      })
      await response.text()
      return response.status
    },
    async close() {
      restore()
      database.close()
      await stage.close()
    },
  }
}

function formOf(body: unknown): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(body ?? {}))
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value ?? null))
  return form.toString()
}

/** Keeps what the workspace posts to the bot, which goes on as it was. */
function recordRequests(posted: Posted[]): () => void {
  const { fetch } = globalThis
  globalThis.fetch = (url, init) => {
    if (typeof url === 'string' && url.endsWith('/slack/events') && typeof init?.body === 'string') {
      posted.push({ type: new Headers(init.headers).get('content-type') ?? '', text: init.body })
    }
    return fetch(url, init)
  }
  return () => {
    globalThis.fetch = fetch
  }
}
