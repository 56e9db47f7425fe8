import type { BacktestAlert } from '../backtest/backtest.ts'
import { lookbacksOfRules } from '../budgets/burn-rule.ts'
import { allParts, plainParts } from '../budgets/composed-source.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { type Service, type Slo, sloKey } from '../budgets/slo.ts'
import type { FreezeFactStores } from '../freezes/freeze-facts.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { type Catalog, type CurrentCatalog, governed } from '../policy/catalog.ts'
import type { StatusStore } from '../policy/status.ts'
import type { RolloutStore } from '../rollouts/rollout.ts'
import type { PastReadings } from '../status/budget-history.ts'
import { askPast } from './ask-past.ts'
import { assumptionsOf } from './assumptions.ts'
import { withObjectives } from './changed-objectives.ts'
import { lookAt, readingIn } from './look.ts'
import { type Future, playFuture, timesToLook } from './play-future.ts'
import { costs, hits, NOTHING_HAPPENS, ofPlainSlos, type Scenario } from './scenario.ts'
import { scenarioOf } from './scenario-of.ts'
import { simulatedChanges } from './simulated-changes.ts'
import { refined, simulatedLevel } from './simulated-level.ts'
import { simulatedService } from './simulated-service.ts'
import { moneyLost, simulatedSlo } from './simulated-slo.ts'
import type { SimulationOutcome } from './simulation.ts'
import type { WhatIfQuestion } from './what-if-question.ts'

export interface WhatIfWorld {
  readonly catalog: CurrentCatalog
  readonly source: SliSource
  readonly store: FreezeFactStores & {
    readonly statuses: Pick<StatusStore, 'all'>
    readonly readings: PastReadings
    readonly rollouts: Pick<RolloutStore, 'page'>
  }
  readonly clock: Clock
}

/** What would come of it, by the service's own policy. Reads, and changes nothing. Rejects only when `signal` aborts or the store fails. */
export async function simulate(
  world: WhatIfWorld,
  question: WhatIfQuestion,
  signal?: AbortSignal,
): Promise<SimulationOutcome> {
  const { source, store, clock } = world
  const catalog = world.catalog()
  const found = governed(catalog, question.service)
  if (found === undefined) return { kind: 'refused', why: `there is no service ${question.service}` }
  const { service, policy } = found
  const now = clock.now()
  const from = question.at ?? now
  // Of a time to come the past is that of now; of a time that is past, that of then.
  const asOf = Math.min(from, now)
  const asked = await scenarioOf(store.rollouts, service, question, from)
  if (typeof asked === 'string') return { kind: 'refused', why: asked }
  const changed = withObjectives(catalog, service, question.objectives ?? [])
  if (typeof changed === 'string') return { kind: 'refused', why: changed }

  const services = [service, ...dependents(catalog, service)]
  const plain = distinct(services.flatMap(({ slos }) => slos).flatMap(plainParts))
  const past = await askPast(
    source,
    {
      slos: plain,
      at: asOf,
      furtherMs: [...lookbacksAskedBy([...catalog.policies.values()]), ...ruleLookbacks(services)],
      exactAheadMs: asked.until - asOf,
    },
    signal,
  )
  const scenario = ofPlainSlos(
    asked.scenario,
    services.flatMap(({ slos }) => slos),
  )
  const times = timesToLook({ from: asOf, until: asked.until, outages: asked.scenario.outages, services })
  const horizon = times.at(-1) ?? asked.until
  const common = {
    past,
    maintenance: catalog.maintenance ?? [],
    at: asOf,
    until: horizon,
    before: asOf < now ? [] : await store.statuses.all(),
    readings: store.readings,
  }
  const play = (imagined: Catalog, happens: Scenario, at: readonly number[]): Promise<Future> =>
    playFuture(
      {
        ...common,
        catalog: only(imagined, services),
        services: services.map(({ name }) => imagined.services.get(name)).filter((one) => one !== undefined),
        scenario: happens,
      },
      at,
    )
  const coarse = [await play(catalog, NOTHING_HAPPENS, times), await play(changed, scenario, times)] as const
  const finer = refined(policy, service.name, coarse, times, from)
  const [without, withIt] =
    finer === null
      ? coarse
      : [await play(catalog, NOTHING_HAPPENS, finer), await play(changed, scenario, finer)]

  const before = lookAt(without, from)
  const after = lookAt(withIt, asked.until)
  const meanwhile = lookAt(without, asked.until)
  const slos = service.slos.map((slo) =>
    simulatedSlo(slo, changed.services.get(service.name)?.slos.find(({ name }) => name === slo.name) ?? slo, {
      before: readingIn(before, slo),
      after: readingIn(after, slo),
      without: readingIn(meanwhile, slo),
      isHit: isHit(scenario, [slo, ...allParts(slo)]),
      until: asked.until,
    }),
  )
  return {
    kind: 'simulated',
    simulation: {
      service: service.name,
      title: service.title,
      policy: { name: policy.name, version: policy.version },
      from: isoTime(from),
      until: isoTime(asked.until),
      scenario: [...asked.words, ...objectiveWords(service, question)],
      slos,
      money: moneyLost(service, slos),
      level: simulatedLevel(policy, service.name, [without, withIt], from, asked.until),
      changes: await simulatedChanges(store, catalog, { service, policy }, before, after, now),
      burnAlerts: begun(without.alertsOf(service.name), withIt.alertsOf(service.name)).map(
        ({ slo, severity, rules, from: at }) => ({ slo, severity, rules, at: isoTime(at) }),
      ),
      others: services
        .slice(1)
        .flatMap((other) => simulatedService(catalog, other, before, after, meanwhile)),
      assumptions: assumptionsOf(service, past, asked.scenario, question, asOf, now),
    },
  }
}

const isHit = (scenario: Scenario, slos: readonly Slo[]): boolean =>
  slos.some(
    (slo) =>
      scenario.outages.some((outage) => hits(outage, slo)) || scenario.costs.some((cost) => costs(cost, slo)),
  )

/** Services that have an SLO of this one among the parts of theirs. */
const dependents = ({ services }: Catalog, { name }: Service): readonly Service[] =>
  [...services.values()].filter(
    (other) => other.name !== name && other.slos.flatMap(allParts).some(({ service }) => service === name),
  )

const distinct = (slos: readonly Slo[]): readonly Slo[] => [
  ...new Map(slos.map((slo) => [sloKey(slo), slo])).values(),
]

/** Composites have rules of their own, over the lookbacks of which their parts are asked. */
const ruleLookbacks = (services: readonly Service[]): readonly number[] =>
  services.flatMap(({ slos }) => slos).flatMap(({ burnRules }) => lookbacksOfRules(burnRules ?? []))

const only = (catalog: Catalog, services: readonly Service[]): Catalog => ({
  ...catalog,
  services: new Map(
    services.flatMap(({ name }) => {
      const service = catalog.services.get(name)
      return service === undefined ? [] : [[name, service] as const]
    }),
  ),
})

const objectiveWords = ({ slos }: Service, { objectives = [] }: WhatIfQuestion): readonly string[] =>
  objectives.map(({ slo, objective }) => {
    const changed = slo === null ? slos[0] : slos.find(({ name }) => name === slo)
    return `the objective of ${changed?.name ?? slo ?? ''} is ${objective.percent}% in place of ${changed?.objective.percent ?? ''}%`
  })

/** Those that do not burn anyway. */
const begun = (
  without: readonly BacktestAlert[],
  withIt: readonly BacktestAlert[],
): readonly BacktestAlert[] =>
  withIt.filter(
    (alert) =>
      !without.some(
        ({ slo, severity, from, until }) =>
          slo === alert.slo &&
          severity === alert.severity &&
          from <= alert.from &&
          (until === null || until >= alert.from),
      ),
  )
