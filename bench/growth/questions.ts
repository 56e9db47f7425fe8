import { verifyRecord } from '../../src/core/kernel/audit/verify-record.ts'
import type { StoredEntry } from '../../src/core/kernel/audit/stored-entry.ts'
import { DAY_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { isoTime } from '../../src/core/kernel/time/iso-time.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { type GrownBot, VIEWER } from './grown-bot.ts'

/** Something that people, pipelines or the bot itself ask of the store. */
export interface Question {
  readonly name: string
  /** Rejects where there is no answer. */
  readonly ask: () => Promise<unknown>
}

const SERVICE = 'service-1'

/** Everything whose time may grow with the store; the last ones write. `last` is the day on which the store ends. */
export function questionsOf(bot: GrownBot, store: Store): readonly Question[] {
  const { useCases, clock, page } = bot
  const now = clock.now()
  const day = isoTime(now - 20 * DAY_MS).slice(0, 10)
  const month = isoTime(now - 31 * DAY_MS).slice(0, 7)
  const pageOf = (name: string, path: string): Question => ({ name, ask: () => page(path) })
  return [
    { name: '`/budget status`, all services', ask: () => useCases.status() },
    { name: '`/budget status`, one service', ask: () => useCases.status(SERVICE) },
    {
      name: 'home tab',
      ask: async () => useCases.home.of(await useCases.home.common(), VIEWER),
    },
    pageOf('page: list of services', '/'),
    pageOf('page: a service', `/services/${SERVICE}`),
    pageOf('page: incidents of a service', `/services/${SERVICE}/incidents`),
    pageOf('page: requests of a service', `/services/${SERVICE}/requests`),
    pageOf('page: an incident', '/incidents/i-1-0'),
    pageOf('page: audit log, newest', '/audit'),
    pageOf('page: audit log, one service', `/audit?service=${SERVICE}`),
    pageOf('page: audit log, one person', '/audit?who=U0DANA'),
    pageOf('page: audit log, one kind and day', `/audit?kind=transition&from=${day}&until=${day}`),
    pageOf('page: audit log, the gate’s answers about a service', `/audit?kind=gate&service=${SERVICE}`),
    pageOf('page: report of a month', `/reports/monthly/${month}`),
    pageOf('picture: a budget over 30 days', `/pictures/burn-down/${SERVICE}.svg?at=${now}`),
    pageOf('picture: a budget over 365 days', `/pictures/burn-down/${SERVICE}.svg?at=${now}&days=365`),
    pageOf('picture: the levels of all services', `/pictures/fleet.svg?at=${now}`),
    {
      name: 'gate call',
      ask: () =>
        bot.askGate({
          service: SERVICE,
          change: 'feature',
          revision: '4f2a9c1',
          environment: 'production',
        }),
    },
    {
      name: 'poll, without the sources',
      ask: () => {
        clock.advance(MINUTE_MS)
        return bot.poll()
      },
    },
    { name: '`audit verify`, 100,000 entries', ask: () => verifyFirst(store, 100_000) },
  ]
}

/** @throws Error where the log is not whole */
export async function verifyFirst(store: Store, most: number): Promise<number> {
  let seen = 0
  const result = await verifyRecord(
    store.auditChain,
    {},
    async function* (entries: AsyncIterable<StoredEntry>) {
      for await (const entry of entries) {
        if (seen >= most) return
        seen += 1
        yield entry
      }
    },
  )
  if (!result.intact) throw new Error(`the log is not whole: ${JSON.stringify(result)}`)
  return seen
}
