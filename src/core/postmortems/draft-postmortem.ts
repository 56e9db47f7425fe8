import type { Action } from '../actions/action.ts'
import type { Incident } from '../incidents/incident.ts'
import type { AuditEntry } from '../kernel/audit/audit-entry.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import { DAY_MS, HOUR_MS } from '../kernel/time/duration.ts'
import type { Period } from '../kernel/time/period.ts'
import { isPerson } from '../people/actor-words.ts'
import { roleTitle, SERVICE_OWNER } from '../people/role-book.ts'
import { governed } from '../policy/catalog.ts'
import { levelNamed } from '../policy/policy.ts'
import { serviceTitle, titleOfChange } from '../policy/titles.ts'
import { itemsSubject } from './action-items.ts'
import { budgetCourse, costOf } from './budget-course.ts'
import type { DraftedIncident, PostmortemDraft } from './draft.ts'
import { incidentEntries } from './incident-entries.ts'
import type { DraftWorld } from './postmortem-world.ts'
import { type DraftWords, passEntry, recordEntry } from './record-entries.ts'
import { rolesIn, timelineOf } from './timeline.ts'
import { withoutPeople, type WithoutPeople } from './without-people.ts'

/** So long before an incident what may have led to it is told, and so long after it what followed. */
const LEAD_MS = 6 * HOUR_MS
const AFTERMATH_MS = DAY_MS

const MOST_EPISODES = 1_000
const ENTRIES_AT_ONCE = 500
const MOST_ENTRIES = 10_000
/** The people of so many requests of the service are known by name. */
const MOST_REQUESTS = 500
const PICTURED_DAYS = 7

/**
 * Draws up what is known of an incident; of one that turned out to be a part of another, that one's. The same store, configuration
 * and time give the same draft. Undefined for an id that names none.
 */
export async function draftPostmortem(world: DraftWorld, id: string): Promise<PostmortemDraft | undefined> {
  const incident = await wholeOf(world, id)
  if (incident === undefined) return undefined
  const { store, catalog, now } = world
  const { service, endedAt, startedAt } = incident
  const span = {
    from: startedAt - LEAD_MS,
    until: Math.max(startedAt, Math.min(now, (endedAt ?? now) + AFTERMATH_MS)),
  }
  const record = await recordOf(world, service, span)
  const items = await store.actions.listedIn(itemsSubject(incident.id))
  const clean = withoutPeople(await peopleOf(world, incident, record, items), wordsOf(world, service))
  const words = wordsFor(world, service, clean)

  const configured = catalog.services.get(service) ?? null
  const name = incident.slo ?? incident.detection?.aboutSlo ?? configured?.slos[0]?.name ?? null
  const slo = configured?.slos.find((one) => one.name === name) ?? null
  const title = name === null ? null : words.slo(name)
  const course = await budgetCourse(
    store.readings,
    { service, slo: name, sloTitle: title ?? '' },
    incident,
    span,
  )
  const parts = await store.incidents.partsOf(incident.id)
  const ids = new Set([incident.id, ...parts.map((part) => part.id)])
  const episodes = await store.incidents.episodesOf(incident.id, MOST_EPISODES)
  const passes = await store.gatePasses.during(service, { from: span.from, until: span.until + 1 })
  const entries = [
    ...incidentEntries(incident, episodes, MOST_EPISODES),
    ...course.entries,
    ...passes.map((pass) => passEntry(pass, words)),
    ...record.flatMap((entry) => recordEntry(entry, { ids, startedAt }, words) ?? []),
  ]
  const drafted = draftedBy(world, clean)
  const beside = await store.incidents.during(service, startedAt, endedAt ?? now)
  const filed = await store.postmortems.about(incident.id)
  return {
    at: now,
    timeZone: governed(catalog, service)?.policy.timeZone ?? 'UTC',
    incident: drafted(incident),
    cost: costOf(incident, now, configured, slo, { slo: name, sloTitle: title }, course),
    timeline: timelineOf(entries),
    alongside: beside.filter((other) => !ids.has(other.id)).map(drafted),
    roles: rolesIn(entries),
    actionItems: items.map((item) => ({
      id: item.id,
      text: clean(item.text),
      owner: words.role(item.owner ?? SERVICE_OWNER),
      dueAt: item.dueAt,
      state: item.state,
    })),
    filedAt: filed.map(({ filedAt }) => filedAt),
    picture: slo && pictureOf(service, slo.name, Math.min(now, (endedAt ?? now) + DAY_MS)),
  }
}

/** A part counts as nothing by itself. Merging never goes in circles; a row that was written by hand may. */
async function wholeOf({ store }: DraftWorld, id: string): Promise<Incident | undefined> {
  const found = await store.incidents.byId(id)
  if (found === undefined || found.mergedInto === null) return found
  const whole = await store.incidents.byId(found.mergedInto)
  if (whole === undefined || whole.mergedInto === null) return whole ?? found
  return (await store.incidents.byId(whole.mergedInto)) ?? whole
}

/** What is on record of a service and of all services in that time, oldest first; of very much the newest. */
async function recordOf(
  { store }: DraftWorld,
  service: string,
  { from, until }: Period,
): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = []
  for (const about of [service, '*'])
    for (
      let before: { readonly at: number; readonly seq: number } | undefined;
      found.length < MOST_ENTRIES;
    ) {
      const page = await store.auditPages.page({
        service: about,
        kinds: 'all-but-the-gate',
        from,
        until: until + 1,
        limit: ENTRIES_AT_ONCE,
        ...(before && { before }),
      })
      found.push(...page.entries)
      if (page.next === null) break
      before = page.next
    }
  return found
    .filter((entry) => concerns(entry, service))
    .sort((one, other) => one.at - other.at || one.seq - other.seq)
}

/** A scheduled freeze of several services stands under all of them. */
function concerns({ data: { services } }: AuditEntry, service: string): boolean {
  return !Array.isArray(services) || services.includes(service)
}

/** Everybody who is on record around the incident, by id and by name. */
async function peopleOf(
  { store }: DraftWorld,
  { service, enteredBy, closedBy }: Incident,
  record: readonly AuditEntry[],
  items: readonly Action[],
): Promise<ReadonlySet<string>> {
  const requests = await store.requests.list({ service, limit: MOST_REQUESTS })
  const ids = [
    enteredBy,
    closedBy,
    ...record.map(({ actor }) => actor),
    ...requests.flatMap(({ requestedBy, approvals }) => [
      requestedBy,
      ...approvals.map(({ userId }) => userId),
    ]),
    ...items.map(({ assignee }) => assignee?.userId),
  ]
  const names = [
    ...requests.flatMap(({ approvals, wayRecord }) => [
      wayRecord?.requesterName,
      ...approvals.map((approval) => approval.name),
    ]),
    ...items.map(({ assignee }) => assignee?.name),
  ]
  const isGiven = (one: string | null | undefined): one is string => typeof one === 'string'
  return new Set([...ids.filter(isGiven).filter(isPerson), ...names.filter(isGiven)])
}

/** Names like `Tomas, SRE` hold words that stand elsewhere too. */
function wordsOf({ catalog, roleBook }: DraftWorld, service: string): readonly string[] {
  const roles = [...roleBook.roles].flatMap(([name, { title }]) => [name, title])
  return [...roles, SERVICE_OWNER, service, serviceTitle(catalog, service)]
}

/** What the configuration has goes by its title; a name that it no longer has is a text like others. */
function wordsFor({ catalog, roleBook }: DraftWorld, service: string, clean: WithoutPeople): DraftWords {
  const policy = governed(catalog, service)?.policy
  const slos = catalog.services.get(service)?.slos ?? []
  const actions = policy?.levels.flatMap((level) => level.actions ?? []) ?? []
  const isRole = (name: string): boolean => name === SERVICE_OWNER || roleBook.roles.has(name)
  return {
    clean,
    level: (name) => (policy && levelNamed(policy, name) ? name : clean(name)),
    slo: (name) => slos.find((one) => one.name === name)?.title ?? clean(name),
    change: (name) => policy?.changes.get(name)?.title ?? clean(titleOfChange(catalog, name)),
    role: (name) => (isRole(name) ? roleTitle(name, roleBook) : clean(name)),
    action: (name) => actions.find((one) => one.name === name)?.text ?? clean(name),
  }
}

const draftedBy =
  ({ catalog }: DraftWorld, clean: WithoutPeople) =>
  ({ id, service, what, startedAt, endedAt }: Incident): DraftedIncident => ({
    id,
    service,
    serviceTitle: serviceTitle(catalog, service),
    what: clean(what),
    startedAt,
    endedAt,
  })

const pictureOf = (service: string, slo: string, at: number): PictureName => ({
  kind: 'burn-down',
  service,
  slo,
  at,
  days: PICTURED_DAYS,
})
