import type { Reading, ReadingStore } from '../budgets/reading.ts'
import { type Service, sloKey } from '../budgets/slo.ts'
import { evaluatedRules } from '../burn-alerts/evaluated-rules.ts'
import {
  type FreezeFacts,
  type FreezeFactStores,
  loadFreezeFacts,
  serviceFacts,
} from '../freezes/freeze-facts.ts'
import { periodsBetween } from '../kernel/time/schedule.ts'
import { type Catalog, governed, policiesInUse } from '../policy/catalog.ts'
import { conditionsIn } from '../policy/condition.ts'
import { coversService, windowsAt } from '../policy/freeze-window.ts'
import type { Policy } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import { judge, type JudgedService } from '../status/judge.ts'
import { alertLog } from './alert-log.ts'
import type { BacktestFreeze, ServiceBacktest, Steps } from './backtest.ts'
import { changeLog, rulingsOf } from './change-log.ts'
import { historyLog } from './history-log.ts'
import { levelLog } from './level-log.ts'

/** Readings of the past as far as conditions ask for them. */
export type KeptReadings = Pick<ReadingStore, 'add' | 'exhaustedSince' | 'missedRatio'>

/** What one look came to. */
export interface Look {
  readonly at: number
  readonly readings: readonly Reading[]
  readonly judged: readonly JudgedService[]
}

/** Plays what the policies of a catalog would have done, look by look: it judges and follows as a poll does. */
export interface Player {
  /** What a poll that found these readings comes to, for `heldMs`. A service without a reading is left as it is. */
  look(readings: readonly Reading[], at: number, heldMs: number): Promise<Look>
  /** Where each service stands after the last look. */
  statuses(): ReadonlyMap<string, Status>
  told(): readonly ServiceBacktest[]
}

export interface PlayerWorld {
  readonly catalog: Catalog
  /** Those that are played. */
  readonly services: readonly Service[]
  readonly steps: Steps
  /** Asked for only where a condition asks for the past. */
  readonly readings: () => Promise<KeptReadings>
  /** What people declared, as it was at a time. Left out: nothing. */
  readonly declaredAt?: (at: number) => FreezeFactStores
  /** After so long without a rule that fires a burn alert is over. */
  readonly quietForMs: number
  /** Where services stood before the first look; left out: nothing is known of them. */
  readonly before?: readonly Status[]
}

export async function player(world: PlayerWorld): Promise<Player> {
  const { catalog, services, steps, declaredAt } = world
  const kept = asksForThePast(catalog) ? await world.readings() : undefined
  const alerts = alertLog(world.quietForMs)
  const rulings = new Map([...catalog.policies].map(([name, policy]) => [name, rulingsOf(policy)]))
  const logs = new Map(
    services.map((service) => {
      const policy = policyOf(catalog, service)
      const log = {
        service,
        policy,
        levels: levelLog(policy),
        changes: changeLog(policy, rulings.get(policy.name) ?? rulingsOf(policy)),
        histories: new Map(service.slos.map((slo) => [slo.name, historyLog(slo)])),
      }
      return [service.name, log]
    }),
  )
  const statuses = new Map((world.before ?? []).map((status) => [status.service, status]))
  const stores = {
    statuses: { all: () => Promise.resolve([...statuses.values()]) },
    readings: kept ?? NOTHING_KEPT,
  }
  const own = new Set(services.flatMap(({ slos }) => slos.map(sloKey)))
  const playedCatalog = { ...catalog, services: new Map(services.map((service) => [service.name, service])) }

  return {
    async look(readings, at, heldMs) {
      await kept?.add(readings)
      const seen = new Set(readings.map(({ service }) => service))
      const looked = services.filter(({ name }) => seen.has(name))
      const judged = await judge(stores, catalog, looked, readings, at)
      for (const { status } of judged) statuses.set(status.service, status)
      alerts.note(evaluatedRules(playedCatalog, readings), at)
      const freezesOf = await freezesAt(catalog, at, declaredAt)
      for (const one of judged) {
        const log = logs.get(one.service.name)
        if (log === undefined) continue
        log.levels.note(one, at)
        for (const reading of one.readings) log.histories.get(reading.slo)?.note(reading)
        const facts = serviceFacts(log.policy, one.service.name, one.status, freezesOf(one), [], at)
        log.changes.note(facts, heldMs)
      }
      return { at, readings: readings.filter(({ service, slo }) => own.has(`${service}/${slo}`)), judged }
    },
    statuses: () => statuses,
    told: () =>
      [...logs.values()].map(({ service, policy, levels, changes, histories }) => {
        const { name, title } = service
        const { freezes, ...told } = levels.told(steps.until)
        return {
          service: name,
          title,
          policy: { name: policy.name, version: policy.version },
          ...told,
          freezes: [...freezes, ...scheduledFreezes(catalog, name, steps)].toSorted(
            (a, b) => a.from - b.from,
          ),
          changes: changes.told(),
          burnAlerts: alerts.told(name),
          slos: [...histories.values()].map((history) => history.told(steps.until)),
        }
      }),
  }
}

const NOTHING_KEPT: KeptReadings = {
  add: () => Promise.resolve(),
  exhaustedSince: () => Promise.resolve(undefined),
  missedRatio: () => Promise.resolve(undefined),
}

const asksForThePast = (catalog: Catalog): boolean =>
  policiesInUse(catalog)
    .flatMap(conditionsIn)
    .some(({ kind }) => kind === 'exhausted_for' || kind === 'missed')

function policyOf(catalog: Catalog, { name, policy }: Service): Policy {
  const found = governed(catalog, name)?.policy
  if (found === undefined) throw new Error(`service ${name} names the unknown policy ${policy}`)
  return found
}

/** Freezes beside the levels: those that follow from the configuration, and what people declared where that is known. */
async function freezesAt(
  catalog: Catalog,
  at: number,
  declaredAt: PlayerWorld['declaredAt'],
): Promise<(judged: JudgedService) => FreezeFacts> {
  const factsOf = await loadFreezeFacts(declaredAt?.(at) ?? NO_FREEZES, catalog, at)
  if (declaredAt !== undefined) return ({ service, status }) => factsOf(service.name, status, true)
  const windows = windowsAt(catalog.windows ?? [], at)
  const known = new Map<string, FreezeFacts>()
  return ({ service, policy, status }) => {
    const covering = windows.flatMap(({ window }) =>
      coversService(window, service.name) ? [window.name] : [],
    )
    // Services at the same level in the same windows are under the same freezes and hours.
    const key = JSON.stringify([policy.name, status.level, covering])
    const found = known.get(key) ?? factsOf(service.name, status, true)
    known.set(key, found)
    return found
  }
}

const NO_FREEZES = {
  declaredFreezes: { open: () => Promise.resolve([]) },
  postmortems: { latest: () => Promise.resolve(new Map<string, number>()) },
}

function scheduledFreezes(
  { windows = [] }: Catalog,
  service: string,
  { from, until }: Steps,
): readonly BacktestFreeze[] {
  return windows.flatMap((window) =>
    coversService(window, service)
      ? periodsBetween(window.schedule, window.timeZone, from, until).map((period) => ({
          kind: 'window' as const,
          name: window.name,
          from: Math.max(from, period.from),
          until: period.until > until ? null : period.until,
          reason: window.reason,
        }))
      : [],
  )
}
