import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { refusalFor } from '../people/authority.ts'
import { unknownService } from '../policy/unknown-names.ts'
import { momentOf } from '../policy/world.ts'
import { addIncident, incidentProblem } from './add-incident.ts'
import { incidentCost } from './incident-cost.ts'
import type { IncidentWorld } from './incident-world.ts'
import type { Incident } from './incident.ts'

/** An incident as a person enters it. Times are epoch milliseconds; an end of null says that it goes on. */
export interface IncidentEntered {
  readonly service: string
  readonly what: string
  readonly startedAt: number
  readonly endedAt: number | null
  /** From Slack's signed payload. */
  readonly userId: string
}

/** Puts an incident on record; any full member of the workspace may. */
export async function enterIncident(
  world: IncidentWorld,
  input: IncidentEntered,
): Promise<ActOutcome<Incident>> {
  const service = world.catalog().services.get(input.service)
  if (service === undefined) return refused(`${unknownService(input.service, world.catalog())}.`)
  const refusal = await refusalFor(world, input.service, input.userId, null)
  if (refusal !== null) return refused(refusal)
  const now = world.clock.now()
  const { what, startedAt, endedAt, userId } = input
  const incident = {
    id: world.ids.next('i'),
    service,
    what: what.trim(),
    startedAt,
    endedAt,
    enteredBy: userId,
  }
  const problem = incidentProblem(incident, now)
  if (problem !== null) return refused(problem)

  const cost = await incidentCost(world.source, incident, now)
  const thing = await world.store.transaction((stores) =>
    addIncident(stores, incident, cost, momentOf(world, now)),
  )
  return { kind: 'done', thing }
}
