import { type Player, player } from '../backtest/player.ts'
import type { ServiceBacktest } from '../backtest/backtest.ts'
import { ALL_SERVICES, type DeclaredFreeze } from '../freezes/declared-freeze.ts'
import { type FreezeFactStores, loadFreezeFacts } from '../freezes/freeze-facts.ts'
import type { Postmortem } from '../freezes/postmortem.ts'
import { DAY_MS, HOUR_MS } from '../kernel/time/duration.ts'
import { type Catalog, policiesInUse } from '../policy/catalog.ts'
import { conditionsIn } from '../policy/condition.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Transition } from '../policy/status.ts'
import { type Asked, askedIn } from './asked.ts'
import { type DeploymentLog, deploymentLog } from './deployment-log.ts'
import { lookbacksOnRecord } from './lookbacks-on-record.ts'
import type { LevelChange, Replay, ServiceReplay } from './replay.ts'
import type { Recorded, ReplayWorld } from './replay-world.ts'

/** A longer time without a reading is one in which the bot did not run: nothing holds in it. */
const LONGEST_HELD_MS = 2 * HOUR_MS

/**
 * Plays policies over what the bot recorded: its readings look by look, and between them every wish to ship something, which is
 * decided as it would have been. What people declared holds as it did then. Writes nothing.
 */
export async function replayPolicy(world: ReplayWorld, signal?: AbortSignal): Promise<Replay> {
  const { catalog, services: names, from, until, recorded } = world
  const services = [...catalog.services.values()].filter(({ name }) => names.includes(name))
  const own = new Set(names)
  const declaredAt = await whatPeopleDeclared(recorded, names)
  const plays = await player({
    catalog,
    services,
    steps: { from, until, stepMs: HOUR_MS },
    readings: async () => {
      const kept = await world.readings()
      for (const [start, end] of days(from - askedBackMs(catalog), from))
        await kept.add(await recorded.readings(start, end))
      return kept
    },
    declaredAt,
    quietForMs: world.quietForMs,
  })
  const deployments = deploymentLog(catalog)
  const wishes = wishesOf(recorded, { from, until, own })
  const decideUntil = async (at: number): Promise<void> => {
    for (const asked of await wishes.until(at))
      await decideAsked(asked, { world, plays, declaredAt, deployments })
  }

  const { unknownMs, withLookbacks } = lookbacksOnRecord(catalog, recorded)
  let looks = 0
  const spans = [...days(from, until)]
  for (const [index, [start, end]] of spans.entries()) {
    signal?.throwIfAborted()
    const byTime = [...Map.groupBy(await recorded.readings(start, end), ({ at }) => at)]
    for (const [place, [at, readings]] of byTime.entries()) {
      await decideUntil(at)
      const next = byTime[place + 1]?.[0] ?? end
      const seen = await withLookbacks(readings.filter(({ service }) => own.has(service)))
      await plays.look(seen, at, Math.min(next - at, LONGEST_HELD_MS))
      looks += 1
    }
    world.onProgress?.(index + 1, spans.length)
  }
  await decideUntil(until)

  const transitions = Map.groupBy(await recorded.transitions(from, until), ({ service }) => service)
  return {
    from,
    until,
    looks,
    unknownLookbacksMs: unknownMs,
    services: plays
      .told()
      .map((told) => serviceReplay(told, transitions.get(told.service) ?? [], deployments, world)),
  }
}

function serviceReplay(
  told: ServiceBacktest,
  transitions: readonly Transition[],
  deployments: DeploymentLog,
  { from }: ReplayWorld,
): ServiceReplay {
  const { service, title, policy, levels } = told
  return {
    service,
    title,
    policy,
    levels,
    announcements: { then: announcedThen(transitions, from), replayed: announcedBy(told) },
    ...deployments.told(service),
  }
}

/** The first sight of a service is no change of its level. */
const announcedThen = (transitions: readonly Transition[], after: number): readonly LevelChange[] =>
  transitions
    .filter((one) => one.at > after && one.from !== one.to && one.from !== UNKNOWN_LEVEL)
    .map(({ at, from, to, remainingRatio }) => ({ at, from, to, remainingRatio }))

const announcedBy = ({ periods }: ServiceBacktest): readonly LevelChange[] =>
  periods.flatMap(({ level, from: at, remainingRatio }, index) => {
    const before = periods[index - 1]?.level
    return before === undefined || before === UNKNOWN_LEVEL
      ? []
      : [{ at, from: before, to: level, remainingRatio }]
  })

interface Deciding {
  readonly world: ReplayWorld
  readonly plays: Player
  readonly declaredAt: (at: number) => FreezeFactStores
  readonly deployments: DeploymentLog
}

async function decideAsked(asked: Asked, { world, plays, declaredAt, deployments }: Deciding): Promise<void> {
  const { catalog, recorded } = world
  const status = plays.statuses().get(asked.service)
  const factsOf = await loadFreezeFacts(declaredAt(asked.at), catalog, asked.at)
  const request = asked.requestId === null ? undefined : await recorded.request(asked.requestId)
  // As then: a request may be opened and signed outside the hours in which deployments start.
  const isAtGate = asked.isAtGate || request?.way === 'override'
  deployments.note(asked, { status, freezeFacts: factsOf(asked.service, status, isAtGate), request })
}

/** Wishes of the log as the replay gets to their times. */
function wishesOf(
  recorded: Recorded,
  { from, until, own }: { readonly from: number; readonly until: number; readonly own: ReadonlySet<string> },
): { until(at: number): Promise<readonly Asked[]> } {
  async function* wishes(): AsyncGenerator<Asked, undefined> {
    for await (const entry of recorded.entries(from)) {
      if (entry.at > until) return
      const asked = entry.at > from ? askedIn(entry) : undefined
      if (asked !== undefined && own.has(asked.service)) yield asked
    }
  }
  const coming = wishes()
  let waiting: Asked | undefined
  return {
    async until(at) {
      const found: Asked[] = []
      for (;;) {
        waiting ??= (await coming.next()).value
        if (waiting === undefined || waiting.at > at) return found
        found.push(waiting)
        waiting = undefined
      }
    },
  }
}

/** Freezes and postmortems as they were known at a time. */
async function whatPeopleDeclared(
  recorded: Recorded,
  services: readonly string[],
): Promise<(at: number) => FreezeFactStores> {
  const freezes = new Map<string, DeclaredFreeze>()
  const postmortems: Postmortem[] = []
  for (const service of [ALL_SERVICES, ...services]) {
    for (const freeze of await recorded.declaredFreezes(service)) freezes.set(freeze.id, freeze)
    if (service !== ALL_SERVICES) postmortems.push(...(await recorded.postmortems(service)))
  }
  const filed = postmortems.toSorted((a, b) => a.filedAt - b.filedAt)
  return (at) => ({
    declaredFreezes: {
      open: () =>
        Promise.resolve(
          [...freezes.values()]
            .filter(({ declaredAt, endedAt }) => declaredAt <= at && (endedAt === null || endedAt > at))
            .map((freeze) => ({ ...freeze, endedAt: null })),
        ),
    },
    postmortems: {
      latest: () =>
        Promise.resolve(
          new Map(filed.filter(({ filedAt }) => filedAt <= at).map((one) => [one.service, one.filedAt])),
        ),
    },
  })
}

/** How far before the replay conditions may look. */
function askedBackMs(catalog: Catalog): number {
  const conditions = policiesInUse(catalog).flatMap(conditionsIn)
  return Math.max(
    0,
    ...conditions.map((one) =>
      one.kind === 'missed' ? one.withinMs + DAY_MS : one.kind === 'exhausted_for' ? 2 * one.forMs : 0,
    ),
  )
}

/** A time in parts of at most a day, so that no more readings than those of a day are in memory. */
function* days(from: number, until: number): Generator<readonly [number, number]> {
  for (let start = from; start < until; start += DAY_MS) yield [start, Math.min(start + DAY_MS, until)]
}
