import { allParts, plainParts } from '../budgets/composed-source.ts'
import { allowedDowntimeMs } from '../budgets/budget.ts'
import type { Reading } from '../budgets/reading.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { type Service, type Slo, sloKey } from '../budgets/slo.ts'
import { lookbacksOfRules } from '../budgets/burn-rule.ts'
import { windowAt, windowText } from '../budgets/slo-window.ts'
import { type FreezeFactStores, loadFreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import type { Look } from '../backtest/player.ts'
import type { BacktestAlert } from '../backtest/backtest.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { SECOND_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { seatsInWords } from '../policy/approval-words.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { type Catalog, type CurrentCatalog, governed } from '../policy/catalog.ts'
import { levelNamed, levelRank, type Policy } from '../policy/policy.ts'
import type { Status, StatusStore } from '../policy/status.ts'
import type { RolloutStore } from '../rollouts/rollout.ts'
import type { PastReadings } from '../status/budget-history.ts'
import { whatMayShip } from '../status/what-may-ship.ts'
import { askPast } from './ask-past.ts'
import { assumptionsOf } from './assumptions.ts'
import { withObjectives } from './changed-objectives.ts'
import { forgottenBy, type Future, playFuture, timesToLook } from './play-future.ts'
import { hits, ofPlainSlos, type Scenario } from './scenario.ts'
import { scenarioOf } from './scenario-of.ts'
import type {
  LevelThen,
  SimulatedChange,
  SimulatedLevel,
  SimulatedService,
  SimulatedSlo,
  SimulationOutcome,
} from './simulation.ts'
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
  const times = timesToLook({ from: asOf, until: asked.until, outages: asked.scenario, services })
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
  const coarse = [await play(catalog, [], times), await play(changed, scenario, times)] as const
  const finer = refined(policy, service.name, coarse, times, from)
  const [without, withIt] =
    finer === null ? coarse : [await play(catalog, [], finer), await play(changed, scenario, finer)]

  const before = lookAt(without, from)
  const after = lookAt(withIt, asked.until)
  const meanwhile = lookAt(without, asked.until)
  return {
    kind: 'simulated',
    simulation: {
      service: service.name,
      title: service.title,
      policy: { name: policy.name, version: policy.version },
      from: isoTime(from),
      until: isoTime(asked.until),
      scenario: [...asked.words, ...objectiveWords(service, question)],
      slos: service.slos.map((slo) =>
        simulatedSlo(
          slo,
          changed.services.get(service.name)?.slos.find(({ name }) => name === slo.name) ?? slo,
          {
            before: readingIn(before, slo),
            after: readingIn(after, slo),
            without: readingIn(meanwhile, slo),
            isHit: scenario.some((outage) => [slo, ...allParts(slo)].some((part) => hits(outage, part))),
            until: asked.until,
          },
        ),
      ),
      level: simulatedLevel(policy, service.name, [without, withIt], from, asked.until),
      changes: await changesOf(world, catalog, { service, policy }, before, after, now),
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

function lookAt({ looks }: Future, at: number): Look {
  const look = looks.find((one) => one.at === at)
  if (look === undefined) throw new Error(`nobody looked at ${isoTime(at)}`)
  return look
}

const statusIn = ({ judged }: Look, service: string): Status | undefined =>
  judged.find((one) => one.service.name === service)?.status

const readingIn = ({ readings }: Look, { service, name }: Slo): Reading | undefined =>
  readings.find((reading) => reading.service === service && reading.slo === name)

/** Whether a look is worse than now and than without what is asked about. */
function worseLooks(
  policy: Policy,
  service: string,
  [without, withIt]: readonly [Future, Future],
  from: number,
): readonly boolean[] {
  const rankAt = (look: Look | undefined): number =>
    levelRank(policy, (look && statusIn(look, service)?.level) ?? '')
  const now = rankAt(lookAt(without, from))
  return withIt.looks.map(
    (look, index) => look.at >= from && rankAt(look) > Math.max(now, rankAt(without.looks[index])),
  )
}

/** Between looks that are far apart it is looked more often where the level gets well again. */
function refined(
  policy: Policy,
  service: string,
  futures: readonly [Future, Future],
  times: readonly number[],
  from: number,
): readonly number[] | null {
  const last = worseLooks(policy, service, futures, from).lastIndexOf(true)
  const [start, end] = [times[last], times[last + 1]]
  if (start === undefined || end === undefined) return null
  const between = Array.from({ length: 30 }, (_, index) =>
    Math.round(start + ((end - start) * (index + 1)) / 31),
  )
  return [...new Set([...times, ...between])].toSorted((a, b) => a - b)
}

function simulatedLevel(
  policy: Policy,
  service: string,
  futures: readonly [Future, Future],
  from: number,
  until: number,
): SimulatedLevel {
  const [without, withIt] = futures
  const nameAt = (look: Look): string => statusIn(look, service)?.level ?? ''
  const now = nameAt(lookAt(without, from))
  const after = nameAt(lookAt(withIt, until))
  const isWorse = worseLooks(policy, service, futures, from)
  const last = isWorse.lastIndexOf(true)
  const rank = (level: string): number => levelRank(policy, level)
  const worst = withIt.looks
    .filter((_, index) => isWorse[index])
    .reduce<Look | null>(
      (most, look) => (most === null || rank(nameAt(look)) > rank(nameAt(most)) ? look : most),
      null,
    )
  const recovered = last === -1 ? undefined : withIt.looks[last + 1]
  return {
    now: levelThen(policy, now),
    after: levelThen(policy, after),
    worst:
      worst !== null && rank(nameAt(worst)) > Math.max(rank(now), rank(after))
        ? { ...levelThen(policy, nameAt(worst)), at: isoTime(worst.at) }
        : null,
    recoversAt: recovered === undefined ? null : isoTime(recovered.at),
    isWorse: last !== -1,
  }
}

function levelThen(policy: Policy, name: string): LevelThen {
  const level = levelNamed(policy, name)
  return {
    level: name,
    title: level?.title ?? 'No budget was ever measured',
    emoji: level?.emoji ?? '❔',
  }
}

interface SloThen {
  readonly before: Reading | undefined
  readonly after: Reading | undefined
  readonly without: Reading | undefined
  readonly isHit: boolean
  readonly until: number
}

function simulatedSlo(slo: Slo, asked: Slo, { before, after, without, isHit, until }: SloThen): SimulatedSlo {
  const span = windowAt(asked.window, until)
  const isChanged = asked.objective.percent !== slo.objective.percent
  const allowedMs = allowedDowntimeMs(asked.objective, span.lengthMs)
  const ratioOf = (reading: Reading | undefined): number | null =>
    reading?.kind === 'measured' ? reading.remainingRatio : null
  const [nowRatio, afterRatio, withoutRatio] = [ratioOf(before), ratioOf(after), ratioOf(without)]
  const costRatio = afterRatio === null || withoutRatio === null ? null : withoutRatio - afterRatio
  const [badAfter, badWithout] = [badEvents(after), badEvents(without)]
  const young = after?.kind === 'measured' ? after.young : undefined
  return {
    slo: slo.name,
    title: slo.title,
    objective: Number(slo.objective.percent),
    ...(isChanged && { changedObjective: Number(asked.objective.percent) }),
    window: windowText(asked.window),
    allowedSeconds: Math.round(allowedMs / SECOND_MS),
    nowRatio,
    afterRatio,
    withoutRatio,
    costRatio,
    costSeconds: costRatio === null || isChanged ? null : (costRatio * allowedMs) / SECOND_MS,
    costRequests: badAfter === null || badWithout === null ? null : Math.round(badAfter - badWithout),
    forgottenAt: isHit
      ? isoTime(forgottenBy([{ name: '', title: '', policy: '', slos: [asked] }], until))
      : null,
    ...(young !== undefined && { young }),
    ...(after?.kind === 'missing' && { missing: after.reason, missingDetail: after.detail }),
  }
}

const badEvents = (reading: Reading | undefined): number | null =>
  reading?.kind === 'measured' && reading.total !== null && reading.good !== null
    ? reading.total - reading.good
    : null

/** What the gate would say to each change type now at the level that it would be at, where that is not what it says. */
async function changesOf(
  { store }: WhatIfWorld,
  catalog: Catalog,
  { service, policy }: { readonly service: Service; readonly policy: Policy },
  before: Look,
  after: Look,
  now: number,
): Promise<readonly SimulatedChange[]> {
  const freezeFacts = await loadFreezeFacts(store, catalog, now)
  const shipping = (look: Look) => {
    const status = statusIn(look, service.name)
    const facts = serviceFacts(
      policy,
      service.name,
      status,
      freezeFacts(service.name, status, true),
      [],
      look.at,
    )
    return whatMayShip(policy, facts)
  }
  const then = new Map(shipping(after).map((report) => [report.change, report]))
  return shipping(before).flatMap((report): readonly SimulatedChange[] => {
    const other = then.get(report.change)
    if (other === undefined) return []
    const [approversNow, approvers] = [seatsInWords(policy, report.seats), seatsInWords(policy, other.seats)]
    if (other.decision === report.decision && approversNow === approvers) return []
    return [
      { change: report.change, title: report.title, now: report.decision, after: other.decision, approvers },
    ]
  })
}

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

function simulatedService(
  catalog: Catalog,
  { name, title, slos }: Service,
  before: Look,
  after: Look,
  meanwhile: Look,
): readonly SimulatedService[] {
  const policy = governed(catalog, name)?.policy
  if (policy === undefined) return []
  const ratio = (look: Look, slo: Slo): number | null => {
    const reading = readingIn(look, slo)
    return reading?.kind === 'measured' ? reading.remainingRatio : null
  }
  const [dearest] = slos
    .map((slo) => ({ slo, cost: (ratio(meanwhile, slo) ?? 0) - (ratio(after, slo) ?? 0) }))
    .toSorted((a, b) => b.cost - a.cost)
  if (dearest === undefined) return []
  const levelIn = (look: Look): LevelThen => levelThen(policy, statusIn(look, name)?.level ?? '')
  return [
    {
      service: name,
      title,
      now: levelIn(before),
      after: levelIn(after),
      slo: dearest.slo.name,
      nowRatio: ratio(before, dearest.slo),
      afterRatio: ratio(after, dearest.slo),
    },
  ]
}

const objectiveWords = ({ slos }: Service, { objectives = [] }: WhatIfQuestion): readonly string[] =>
  objectives.map(({ slo, objective }) => {
    const changed = slo === null ? slos[0] : slos.find(({ name }) => name === slo)
    return `the objective of ${changed?.name ?? slo ?? ''} is ${objective.percent}% in place of ${changed?.objective.percent ?? ''}%`
  })
