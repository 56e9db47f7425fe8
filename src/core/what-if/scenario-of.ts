import { allowedDowntimeMs } from '../budgets/budget.ts'
import { sharePercentText } from '../budgets/percent.ts'
import type { Service, Slo } from '../budgets/slo.ts'
import { usualLengthMs } from '../budgets/burn-tables.ts'
import { counted } from '../kernel/counted.ts'
import { suggestion } from '../kernel/nearest.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { DAY_MS, exactDurationInWords, SECOND_MS } from '../kernel/time/duration.ts'
import type { RolloutStore } from '../rollouts/rollout.ts'
import { outageText } from '../status/slo-words.ts'
import type { ImaginedCost, ImaginedOutage, Scenario } from './scenario.ts'
import type { AskedDeployments, AskedOutage, WhatIfQuestion } from './what-if-question.ts'

/** "A month of deployments". */
const MONTH_MS = 30 * DAY_MS
/** So many past deployments say what one costs. */
const MOST_PAST = 50

export interface AskedScenario {
  readonly scenario: Scenario
  /** What happens, a line for each. */
  readonly words: readonly string[]
  /** When the last of it is over. */
  readonly until: number
}

/** What is asked as outages at their times; why not, where past deployments say nothing of their cost. */
export async function scenarioOf(
  rollouts: Pick<RolloutStore, 'page'>,
  service: Service,
  { outages, deployments }: WhatIfQuestion,
  from: number,
): Promise<AskedScenario | string> {
  const names = service.slos.map(({ name }) => name)
  const unknown = outages.flatMap(({ slos = [] }) => slos).find((slo) => !names.includes(slo))
  if (unknown !== undefined)
    return `${service.name} has no SLO ${unknown}${suggestion(unknown, names)}; it has ${listInWords(names)}`
  const imagined = outages.map((outage): ImaginedOutage => ({
    service: service.name,
    slos: outage.slos ?? null,
    from: from + outage.startsInMs,
    until: from + outage.startsInMs + outage.durationMs,
    badRatio: outage.badRatio,
  }))
  const deployed = deployments && (await deploymentsOf(rollouts, service, deployments, from))
  if (typeof deployed === 'string') return deployed
  return {
    scenario: { outages: imagined, costs: deployed?.costs ?? [] },
    words: [
      ...outages.map((outage) => outageWords(outage)),
      ...(deployed === undefined ? [] : [deployed.words]),
    ],
    until: Math.max(
      from,
      ...imagined.map(({ until }) => until),
      ...(deployments !== undefined && deployments.count > 0 ? [from + MONTH_MS] : []),
    ),
  }
}

/** `30 minutes in which 50% fail or are slow, after 2 hours (availability)`. */
export function outageWords({ startsInMs, durationMs, badRatio, slos }: AskedOutage): string {
  const after = startsInMs > 0 ? `, after ${exactDurationInWords(startsInMs)}` : ''
  const only = slos === undefined ? '' : ` (${listInWords(slos)})`
  const share = badRatio >= 1 ? 'everything fails' : `${sharePercentText(badRatio)} fails or is slow`
  return `${exactDurationInWords(durationMs)} in which ${share}${after}${only}`
}

const allowedMs = ({ objective, window }: Slo): number => allowedDowntimeMs(objective, usualLengthMs(window))

async function deploymentsOf(
  rollouts: Pick<RolloutStore, 'page'>,
  service: Service,
  { count, cost }: AskedDeployments,
  from: number,
): Promise<{ readonly costs: readonly ImaginedCost[]; readonly words: string } | string> {
  const times = Array.from({ length: count }, (_, index) => from + ((index + 0.5) * MONTH_MS) / count)
  const past = cost.kind === 'as-before' ? await pastCosts(rollouts, service) : undefined
  if (past?.size === 0)
    return `no deployment of ${service.name} has a cost on record: say what one costs, as a share of the budget (0.5%) or as an outage (30s)`
  const costMs = (slo: Slo): number => {
    if (cost.kind === 'outage') return cost.ms
    const ratio = cost.kind === 'share' ? cost.ratio : (past?.get(slo.name)?.ratio ?? 0)
    return ratio * allowedMs(slo)
  }
  const costs = service.slos.flatMap((slo) =>
    times.map((at) => ({
      service: service.name,
      slo: slo.name,
      at,
      costRatio: costMs(slo) / allowedMs(slo),
      windowEndsAt: from + MONTH_MS,
    })),
  )
  const each = service.slos.map((slo) => `${slo.name} ${outageText(costMs(slo) / SECOND_MS)}`)
  const most = Math.max(0, ...[...(past?.values() ?? [])].map(({ of }) => of))
  const how = past === undefined ? '' : `, as the last ${counted(most, 'deployment')} did`
  return {
    costs,
    words: `${counted(count, 'deployment')} over 30 days, each costing as much as full outage of ${listInWords(each)}${how}`,
  }
}

interface PastCost {
  readonly ratio: number
  /** Of so many deployments. */
  readonly of: number
}

/** What a deployment cost of each SLO's budget in the mean. */
async function pastCosts(
  rollouts: Pick<RolloutStore, 'page'>,
  { name }: Service,
): Promise<ReadonlyMap<string, PastCost>> {
  const { rows } = await rollouts.page(name, { before: null, limit: MOST_PAST })
  const costs = rows
    .flatMap((rollout) => rollout.costs)
    .flatMap(({ slo, costRatio }) => (costRatio === null ? [] : [{ slo, costRatio }]))
  return new Map(
    [...Map.groupBy(costs, ({ slo }) => slo)].map(([slo, own]) => [
      slo,
      {
        ratio: own.reduce((sum, { costRatio }) => sum + Math.max(0, costRatio), 0) / own.length,
        of: own.length,
      },
    ]),
  )
}
