import type { AuditLog } from '../audit/audit-entry.ts'
import { eventsCostRatio, outageCostRatio } from '../budgets/budget.ts'
import type { SliSample, SliSource } from '../budgets/sli-source.ts'
import { sloKey, type Service, type Slo } from '../budgets/slo.ts'
import { windowAt, type WindowSpan } from '../budgets/slo-window.ts'
import type { FreezeStore } from '../freezes/freeze.ts'
import type { Outbox } from '../outbox/owed-message.ts'
import type { Incident, IncidentStore } from './incident.ts'
import { type TellContext, tellOpened } from './tell-incident.ts'

export interface IncidentStores {
  readonly incidents: IncidentStore
  readonly freezes: FreezeStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

export interface IncidentInput {
  readonly id: string
  readonly service: Service
  readonly what: string
  readonly startedAt: number
  /** Null while it goes on: its cost so far is what has failed up to `now`. */
  readonly endedAt: number | null
  /** Slack user id; the caller has checked that they may. */
  readonly enteredBy: string
}

/** Longest name of an incident: it stands in one line of an announcement. */
export const LONGEST_NAME = 80

/** Works out from the data what an incident has cost: the SLO that it cost most decides. */
export async function incidentCost(
  source: SliSource,
  input: IncidentInput,
  now: number,
): Promise<Pick<Incident, 'failedRatio' | 'costRatio' | 'slo'>> {
  const end = input.endedAt ?? now
  const durationMs = end - input.startedAt
  const questions = input.service.slos.map((slo) => ({
    slo,
    lookbacksMs: [...new Set([durationMs, windowAt(slo.window, end).lookbackMs])],
  }))
  const measured = await source.measure(questions, end)
  const costs = input.service.slos.flatMap((slo) => {
    const span = windowAt(slo.window, end)
    const samples = measured.get(sloKey(slo))?.samples
    const failed = samples?.get(durationMs)
    const window = samples?.get(span.lookbackMs)
    const cost = failed && window && costOf(slo, span, failed, window, durationMs)
    return cost ? [{ ...cost, slo: slo.name }] : []
  })
  const [dearest] = costs.sort((a, b) => b.costRatio - a.costRatio)
  return dearest ?? { failedRatio: null, costRatio: null, slo: null }
}

function costOf(
  slo: Slo,
  span: WindowSpan,
  failed: SliSample,
  window: SliSample,
  durationMs: number,
): { readonly failedRatio: number; readonly costRatio: number } | undefined {
  if (failed.kind === 'counts' && window.kind === 'counts' && failed.total > 0) {
    const bad = failed.total - failed.good
    return {
      failedRatio: bad / failed.total,
      costRatio: eventsCostRatio(bad, window.total, slo.objective) * span.elapsedRatio,
    }
  }
  if (failed.kind === 'success-ratio') {
    const failedRatio = 1 - failed.ratio
    return { failedRatio, costRatio: outageCostRatio(durationMs, failedRatio, slo.objective, span.lengthMs) }
  }
  return undefined
}

/** Puts an incident on record and tells of it. */
export async function addIncident(
  stores: IncidentStores,
  input: IncidentInput,
  cost: Pick<Incident, 'failedRatio' | 'costRatio' | 'slo'>,
  context: TellContext,
): Promise<Incident> {
  const { id, service, what, startedAt, endedAt, enteredBy } = input
  const incident: Incident = {
    id,
    service: service.name,
    what,
    startedAt,
    endedAt,
    enteredBy,
    ...cost,
    openedAt: context.now,
    closedBy: null,
    isCostFinal: endedAt !== null,
    corrected: { start: false, end: false },
    storm: null,
    mergedInto: null,
    detection: null,
  }
  await stores.incidents.save(incident)
  await stores.audit.append([
    {
      at: context.now,
      kind: 'incident',
      actor: enteredBy,
      service: service.name,
      data: { incident: id, what, startedAt, endedAt, ...cost },
    },
  ])
  await tellOpened(stores, incident, context)
  return incident
}

/** What is wrong with an incident as it was entered; null when nothing is. */
export function incidentProblem({ what, startedAt, endedAt }: IncidentInput, now: number): string | null {
  if (what.trim() === '' || what.length > LONGEST_NAME)
    return `An incident's name takes 1 to ${LONGEST_NAME} characters.`
  if (startedAt > now) return 'An incident cannot start in the future.'
  if (endedAt !== null && endedAt <= startedAt) return 'An incident ends after it starts.'
  if (endedAt !== null && endedAt > now)
    return 'An incident that is still going on has no end yet: leave the duration out.'
  return null
}
