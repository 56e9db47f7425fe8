import { LIMITS } from '../kernel/text-limits.ts'
import type { Moment } from '../policy/world.ts'
import type { Service } from '../budgets/slo.ts'
import { type Incident } from './incident.ts'
import type { IncidentCost } from './incident-cost.ts'
import { tellOpened } from './tell-incident.ts'
import type { IncidentStores } from './incident-world.ts'

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

/** Puts an incident on record and posts it. */
export async function addIncident(
  stores: IncidentStores,
  input: IncidentInput,
  cost: IncidentCost,
  context: Moment,
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
  if (what.trim() === '' || what.length > LIMITS.incident)
    return `An incident's name takes 1 to ${LIMITS.incident} characters.`
  if (startedAt > now) return 'An incident cannot start in the future.'
  if (endedAt !== null && endedAt <= startedAt) return 'An incident ends after it starts.'
  if (endedAt !== null && endedAt > now)
    return 'An incident that is still going on has no end yet: leave the duration out.'
  return null
}
