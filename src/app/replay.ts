import { openStore } from '../adapters/store/open-store.ts'
import type { Store } from '../adapters/store/store.ts'
import type { DeclaredFreeze } from '../core/freezes/declared-freeze.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import type { PageOf } from '../core/kernel/paging.ts'
import { DAY_MS } from '../core/kernel/time/duration.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import { governedBy } from '../core/policy/governed-by.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { Replay } from '../core/replay/replay.ts'
import { replayPolicy } from '../core/replay/replay-policy.ts'
import type { Recorded } from '../core/replay/replay-world.ts'

export const USUAL_REPLAY_MS = 90 * DAY_MS

export interface ReplayOptions {
  /** As it is configured. */
  readonly catalog: Catalog
  /** Played in place of the policy of the same name, or where there is none for every service; undefined: as configured. */
  readonly policy?: Policy
  /** Names of services; none for all. */
  readonly services?: readonly string[]
  readonly lastMs?: number
  /** Only read. */
  readonly store: Store
  /** Epoch milliseconds. */
  readonly now: number
  /** After so long without a rule that fires a burn alert is over. */
  readonly quietForMs: number
  readonly onProgress?: (done: number, of: number) => void
  readonly signal?: AbortSignal
}

/** What a policy would have made of what the bot recorded. Rejects with an OperatorError where a service is unknown. */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { policy, store, now, lastMs = USUAL_REPLAY_MS, quietForMs, onProgress, signal } = options
  const { catalog, services } = played(options.catalog, policy, options.services ?? [])
  const memory = await openStore({ path: ':memory:' })
  try {
    return await replayPolicy(
      {
        catalog,
        services,
        from: now - lastMs,
        until: now,
        recorded: recordedIn(store),
        readings: () => Promise.resolve(memory.readings),
        quietForMs,
        ...(onProgress && { onProgress }),
      },
      signal,
    )
  } finally {
    await memory.close()
  }
}

function played(
  catalog: Catalog,
  policy: Policy | undefined,
  asked: readonly string[],
): { readonly catalog: Catalog; readonly services: readonly string[] } {
  const known = [...catalog.services.keys()]
  const unknown = asked.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new OperatorError(`no service is called ${unknown}${suggestion(unknown, known)}`, null)
  const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name)
  if (policy === undefined) return { catalog, services: known.filter(isAsked) }
  const policies = new Map([...catalog.policies, [policy.name, policy] as const])
  const governed = [...catalog.services.values()].filter((service) => service.policy === policy.name)
  const under = new Set(
    (governed.length === 0 ? [...catalog.services.values()] : governed).map(({ name }) => name),
  )
  return {
    catalog: governedBy({ ...catalog, policies }, policy.name),
    services: known.filter((name) => isAsked(name) && under.has(name)),
  }
}

const PAGE = 500

function recordedIn({
  readings,
  statuses,
  audit,
  auditChain,
  requests,
  declaredFreezes,
  postmortems,
}: Store): Recorded {
  return {
    readings: (from, until) => readings.during(from, until),
    dailySpends: (...asked) => readings.dailySpends(...asked),
    transitions: (from, until) => statuses.transitionsDuring(from, until),
    request: (id) => requests.byId(id),
    postmortems: (service) => postmortems.of(service, PAGE),
    async *entries(from) {
      yield* audit.entries(await firstFrom({ audit, auditChain }, from))
    },
    async declaredFreezes(service) {
      const found: DeclaredFreeze[] = []
      let page: PageOf = { before: null, limit: PAGE }
      for (;;) {
        const { rows, next } = await declaredFreezes.page(service, page)
        found.push(...rows)
        if (next === null) return found
        page = { ...page, before: next }
      }
    },
  }
}

/** The number of the first entry at or after a time: the log is in the order of time, so that it is found by halving. */
async function firstFrom(
  { audit, auditChain }: Pick<Store, 'audit' | 'auditChain'>,
  from: number,
): Promise<number> {
  let [low, high] = [1, ((await auditChain.head())?.seq ?? 0) + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    let at = Infinity
    for await (const entry of audit.entries(middle)) {
      at = entry.at
      break
    }
    if (at < from) low = middle + 1
    else high = middle
  }
  return low
}
