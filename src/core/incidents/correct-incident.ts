import { LIMITS } from '../kernel/text-limits.ts'
import { momentOf } from '../policy/world.ts'
import { ENFORCING_ROLE } from '../people/role-book.ts'
import { type People, refusalFor } from '../people/authority.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { say } from '../kernel/prompt.ts'
import type { AuditLog, Json } from '../kernel/audit/audit-entry.ts'
import { incidentProblem } from './add-incident.ts'
import { incidentCost } from './incident-cost.ts'
import type { Incident, IncidentStore } from './incident.ts'
import { editStorm, headEdit, update } from './tell-incident.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { followAlertFreezes } from './alert-freezes.ts'
import type { IncidentStores, IncidentWorld } from './incident-world.ts'

/** A correction; fields that are left out stay. An end of null says that it goes on. */
export interface Correction {
  readonly what?: string
  readonly startedAt?: number
  readonly endedAt?: number | null
}

/** Corrects an incident, on the word of SRE, and recalculates its cost. Corrected times stand, whatever an alert says. */
export async function correctIncident(
  world: IncidentWorld,
  id: string,
  correction: Correction,
  userId: string,
): Promise<ActOutcome<Incident>> {
  const found = await actable(world, id, userId)
  if (found.kind === 'refused') return found
  const now = world.clock.now()
  const wanted = corrected(found.thing, correction)
  const service = world.catalog().services.get(wanted.service)
  if (service === undefined) return refused(`The service ${wanted.service} is no longer configured.`)
  const problem = incidentProblem({ ...wanted, service }, now)
  if (problem !== null) return refused(problem)
  if (differences(found.thing, wanted).length === 0) return refused('That is what it says already.')
  const cost = await incidentCost(world.source, { ...wanted, service }, now)

  return changed(world, id, async (stores, incident) => {
    const context = momentOf(world, now)
    const applied = corrected(incident, correction)
    const next = { ...applied, ...cost, isCostFinal: applied.endedAt !== null && cost.costRatio !== null }
    const differing = differences(incident, next)
    await stores.incidents.save(next)
    await record(stores.audit, 'incident_corrected', next, userId, now, {
      before: timesOf(incident),
      after: timesOf(next),
      costRatio: next.costRatio,
    })
    await stores.outbox.owe([
      ...headEdit(next, context),
      update(next, { event: 'corrected', text: differing.join(', '), userId }, context),
    ])
    if (next.storm !== null) await editStorm(stores, next.storm, context)
    const change = next.endedAt === null ? 'reopened' : 'ended'
    if ((incident.endedAt === null) !== (next.endedAt === null))
      await followAlertFreezes(stores, [{ change, incident: next }], context)
    return next
  })
}

/** Closes an incident now, on the word of SRE. An alert that goes on firing does not reopen it. */
export async function closeIncident(
  world: IncidentWorld,
  id: string,
  userId: string,
): Promise<ActOutcome<Incident>> {
  const found = await actable(world, id, userId)
  if (found.kind === 'refused') return found
  const outcome = await changed(world, id, async (stores, incident) => {
    if (incident.endedAt !== null) return null
    const now = world.clock.now()
    const context = momentOf(world, now)
    const next: Incident = {
      ...incident,
      endedAt: Math.max(now, incident.startedAt + 1),
      closedBy: userId,
      corrected: { ...incident.corrected, end: true },
      isCostFinal: false,
    }
    await stores.incidents.save(next)
    await record(stores.audit, 'incident_closed', next, userId, now, timesOf(next))
    await stores.outbox.owe([...headEdit(next, context), update(next, { event: 'closed', userId }, context)])
    if (next.storm !== null) await editStorm(stores, next.storm, context)
    await followAlertFreezes(stores, [{ change: 'ended', incident: next }], context)
    return next
  })
  return outcome
}

/** Writes a note beside an incident, on the word of SRE; its thread shows it. */
export async function noteIncident(
  world: IncidentWorld,
  id: string,
  text: string,
  userId: string,
): Promise<ActOutcome<Incident>> {
  const note = text.trim()
  if (note === '' || note.length > LIMITS.note) return refused(`A note takes 1 to ${LIMITS.note} characters.`)
  const found = await actable(world, id, userId)
  if (found.kind === 'refused') return found
  return changed(world, id, async (stores, incident) => {
    const now = world.clock.now()
    await stores.incidents.addNote({
      id: world.ids.next('n'),
      incident: incident.id,
      at: now,
      author: userId,
      text: note,
    })
    await record(stores.audit, 'incident_note', incident, userId, now, { text: note })
    await stores.outbox.owe([update(incident, { event: 'note', text: note, userId }, momentOf(world, now))])
    return incident
  })
}

/** The incident that somebody may act on, or why they may not; the one that it was merged into, where it was. */
export async function actable(
  world: People & { readonly store: { readonly incidents: Pick<IncidentStore, 'byId'> } },
  id: string,
  userId: string,
): Promise<ActOutcome<Incident>> {
  const incident = await world.store.incidents.byId(id)
  if (incident === undefined)
    return refused(say`There is no incident ${id}: ${{ kind: 'list-incidents' }} lists them.`)
  if (incident.mergedInto !== null) return refused(`${id} is a part of ${incident.mergedInto} now.`)
  const refusal = await refusalFor(world, incident.service, userId, ENFORCING_ROLE)
  return refusal === null ? { kind: 'done', thing: incident } : refused(refusal)
}

/** Changes the incident as it is inside the transaction. `change` answers null when it is over already. */
async function changed(
  world: IncidentWorld,
  id: string,
  change: (stores: IncidentStores, incident: Incident) => Promise<Incident | null>,
): Promise<ActOutcome<Incident>> {
  return world.store.transaction(async (stores): Promise<ActOutcome<Incident>> => {
    const incident = await stores.incidents.byId(id)
    if (incident === undefined || incident.mergedInto !== null) return refused(`${id} is gone.`)
    const thing = await change(stores, incident)
    return thing === null ? refused(`${incident.what} is over already.`) : { kind: 'done', thing }
  })
}

function corrected(incident: Incident, { what, startedAt, endedAt }: Correction): Incident {
  const now = {
    ...incident,
    what: what?.trim() ?? incident.what,
    startedAt: startedAt ?? incident.startedAt,
    endedAt: endedAt === undefined ? incident.endedAt : endedAt,
  }
  return {
    ...now,
    closedBy: now.endedAt === null ? null : now.closedBy,
    corrected: {
      start: incident.corrected.start || now.startedAt !== incident.startedAt,
      end: now.endedAt === null ? false : incident.corrected.end || now.endedAt !== incident.endedAt,
    },
  }
}

const FIELDS = { what: 'name', startedAt: 'start', endedAt: 'end' } as const

const differences = (before: Incident, after: Incident): readonly string[] =>
  (Object.keys(FIELDS) as (keyof typeof FIELDS)[])
    .filter((field) => before[field] !== after[field])
    .map((field) => FIELDS[field])

const timesOf = ({ what, startedAt, endedAt }: Incident): { readonly [key: string]: Json } => ({
  what,
  startedAt: isoTime(startedAt),
  endedAt: isoOrNull(endedAt),
})

const record = (
  audit: AuditLog,
  kind: 'incident_corrected' | 'incident_closed' | 'incident_note',
  { id, service }: Incident,
  actor: string,
  at: number,
  data: { readonly [key: string]: Json },
): Promise<unknown> => audit.append([{ at, kind, actor, service, data: { incident: id, ...data } }])
