import { depletionNow, depletionWords } from '../budgets/depletion.ts'
import { outlookOf, outlookWords } from '../budgets/outlook.ts'
import { youngMark } from '../budgets/young.ts'
import { percentText, sharePercentText } from '../budgets/percent.ts'
import type { MeasuredReading, ReadingStore } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { RequestStore } from '../requests/deploy-request.ts'
import type { RoleBook } from '../people/role-book.ts'
import { actionLine, topActionLine } from '../actions/action-lines.ts'
import type { ActionStore, TopActionStore } from '../actions/action.ts'
import type { IncidentStore } from '../incidents/incident.ts'
import { boundariesOf } from '../policy/condition.ts'
import { type AgendaFact, levelRank, type Policy } from '../policy/policy.ts'
import type { Status, StatusStore } from '../policy/status.ts'
import { say, type Words } from '../kernel/prompt.ts'
import { HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { promiseLines, purposeOf } from './slo-purpose.ts'

export interface AgendaStores {
  readonly statuses: StatusStore
  readonly readings: ReadingStore
  readonly incidents: IncidentStore
  readonly requests: RequestStore
  readonly actions: ActionStore
  readonly topActions: TopActionStore
}

/** What one review looks at. */
export interface AgendaScope {
  readonly policy: Policy
  readonly services: readonly Service[]
  readonly roleBook: RoleBook
  /** Since when: the span of the review's cadence before it was due. */
  readonly since: number
  readonly now: number
}

/** Longest list under one item; a review is a message, not a report. */
const MOST_LINES = 6
/** Of the open requests of one service. */
const MOST_COUNTED = 1_000

/** The facts under an item of the agenda, each line plain text. */
export async function agendaLines(
  stores: AgendaStores,
  facts: AgendaFact | null,
  scope: AgendaScope,
): Promise<readonly Words[]> {
  const lines = await linesOf(stores, facts, scope)
  const rest = lines.length - MOST_LINES
  if (rest <= 0 || facts === null) return lines
  const kind = WHERE[facts]
  const more = `… and ${rest} more`
  return [...lines.slice(0, MOST_LINES), kind === null ? more : say`${more}: ${{ kind }}`]
}

/** Where all of it stands; the strategies of recovery stand in the freeze's thread. */
const WHERE = {
  budgets: 'see-status',
  trend: 'see-status',
  forecast: 'see-status',
  incidents: 'list-incidents',
  requests: 'list-requests',
  recovery: null,
  actions: 'list-actions',
} as const satisfies Record<
  AgendaFact,
  'see-status' | 'list-incidents' | 'list-requests' | 'list-actions' | null
>

async function linesOf(
  stores: AgendaStores,
  facts: AgendaFact | null,
  scope: AgendaScope,
): Promise<string[]> {
  switch (facts) {
    case 'budgets':
      return [
        ...(await perService(stores, scope, budgetLine)),
        ...(await promiseLines(stores.readings, scope.services, scope.now)),
      ]
    case 'trend':
      return perService(stores, scope, trendLine)
    case 'forecast':
      return perService(stores, scope, (facts) => forecastLine(facts, stores.readings, scope))
    case 'incidents':
      return incidentLines(stores, scope)
    case 'requests':
      return requestLines(stores, scope)
    case 'recovery':
      // In few words each: the freeze's thread has all of it.
      return scope.policy.recovery.map(
        ({ title, items }) => `${title}: ${items.map((item) => item.split(':', 1)[0]).join('; ')}`,
      )
    case 'actions':
      return openActionLines(stores, scope)
    case null:
      return []
  }
}

async function openActionLines(
  stores: AgendaStores,
  { services, roleBook, now }: AgendaScope,
): Promise<string[]> {
  const lines: string[] = []
  for (const { name, title } of services) {
    for (const action of await stores.actions.open(name))
      lines.push(`${title}: ${actionLine(action, now, roleBook)}`)
    for (const action of await stores.topActions.open(name))
      lines.push(`${title}: top action: ${topActionLine(action)}`)
  }
  return lines.length === 0 ? ['None is open'] : lines
}

interface ServiceFacts {
  readonly service: Service
  readonly status: Status
  readonly latest: MeasuredReading | undefined
  readonly before: MeasuredReading | undefined
  readonly percent: (ratio: number) => string
}

async function perService(
  stores: AgendaStores,
  { policy, services, since, now }: AgendaScope,
  line: (facts: ServiceFacts) => string | Promise<string>,
): Promise<string[]> {
  const boundaries = boundariesOf(policy)
  const percent = (ratio: number): string => percentText(ratio, boundaries)
  const found: { readonly service: Service; readonly status: Status }[] = []
  for (const service of services) {
    const status = await stores.statuses.of(service.name)
    if (status !== undefined) found.push({ service, status })
  }
  const severity = ({ status }: (typeof found)[number]): number => levelRank(policy, status.level)
  const left = ({ status }: (typeof found)[number]): number => status.remainingRatio ?? -Number.MAX_VALUE
  const lines: string[] = []
  // The list ends after a few: the worst stand first.
  for (const { service, status } of found.sort((a, b) => severity(b) - severity(a) || left(a) - left(b))) {
    const at = (when: number, tolerance: number): Promise<MeasuredReading | undefined> =>
      status.slo === null
        ? Promise.resolve(undefined)
        : stores.readings.near(service.name, status.slo, when, tolerance)
    const [latest, before] = [await at(now, HOUR_MS), await at(since, HOUR_MS)]
    lines.push(await line({ service, status, latest, before, percent }))
  }
  return lines
}

const budgetLine = ({ service, status, percent }: ServiceFacts): string =>
  `${service.title}: ${status.level}${status.remainingRatio === null ? ', budget unknown' : `, ${percent(status.remainingRatio)} left${youngMark(status.young)}`}${purposeOf(service, status.slo)}`

function trendLine({ service, latest, before, percent }: ServiceFacts): string {
  if (latest === undefined || before === undefined) return `${service.title}: no trend yet`
  const [now, then] = [latest.remainingRatio, before.remainingRatio]
  const word = Math.abs(now - then) < 0.005 ? 'steady' : now > then ? 'improving' : 'degrading'
  return `${service.title}: ${word}, ${percent(then)} → ${percent(now)}`
}

async function forecastLine(
  { service, status, latest }: ServiceFacts,
  readings: ReadingStore,
  { policy, now }: AgendaScope,
): Promise<string> {
  const slo = service.slos.find(({ name }) => name === status.slo)
  if (slo === undefined) return `${service.title}: no forecast without data`
  const isMissing = status.missing.some(({ slo: missing }) => missing === slo.name)
  const depletion = depletionNow(slo, isMissing ? undefined : latest, now, policy.onMissingBudget.keepLevelMs)
  const words =
    depletion.kind === 'unknown'
      ? depletionWords(depletion)
      : outlookWords(await outlookOf(readings, slo, latest, boundariesOf(policy)))
  return `${service.title}: ${words}`
}

async function incidentLines(stores: AgendaStores, { services, since, now }: AgendaScope): Promise<string[]> {
  const lines: string[] = []
  for (const service of services) {
    for (const { what, startedAt, endedAt, costRatio } of await stores.incidents.since(service.name, since)) {
      const lasted = `${Math.round(((endedAt ?? now) - startedAt) / MINUTE_MS)} min`
      const cost = costRatio === null ? '' : `, cost ${sharePercentText(costRatio)} of the budget`
      lines.push(`${service.title}: ${what}, ${lasted}${endedAt === null ? ' and going on' : ''}${cost}`)
    }
  }
  return lines.length === 0 ? ['None'] : lines
}

async function requestLines(stores: AgendaStores, { services, policy }: AgendaScope): Promise<string[]> {
  const lines: string[] = []
  for (const service of services) {
    const open = await stores.requests.list({
      service: service.name,
      states: ['open'],
      limit: MOST_COUNTED,
    })
    for (const { id, change, revision, decision } of open)
      lines.push(
        `${service.title}: ${policy.changes.get(change)?.title ?? change} ${revision} (${id}), ${decision.decision.replace('-', ' ')}`,
      )
  }
  return lines.length === 0 ? ['None waits'] : lines
}
