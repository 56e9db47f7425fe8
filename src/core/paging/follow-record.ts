import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { threadOf } from '../incidents/tell-incident.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { governed } from '../policy/catalog.ts'
import { levelNamed, levelRank } from '../policy/policy.ts'
import { shadowedAmong } from '../policy/shadowed.ts'
import { burnFacts, incidentFacts, levelFacts, noticeFacts } from './alert-facts.ts'
import { acknowledge, resolve, trigger, type TriggerFacts } from './change-alert.ts'
import { entryText as text } from './entry-text.ts'
import { type Cause, pagersFor } from './pager.ts'
import type { PagerAlert } from './pager-alert.ts'
import type { PagingStores, PagingWorld } from './paging-world.ts'

/** What is on record of a service after a transaction, and what it calls for. */
type Followed = (stores: PagingStores, entry: NewAuditEntry, world: PagingWorld) => Promise<void>

/** Follows what has been put on record: pagers are owed their events in the same transaction. */
export async function followRecord(
  stores: PagingStores,
  entries: readonly NewAuditEntry[],
  world: PagingWorld,
): Promise<void> {
  for (const entry of entries) await FOLLOWED[entry.kind]?.(stores, entry, world)
}

const FOLLOWED: Partial<Record<NewAuditEntry['kind'], Followed>> = {
  transition: levelChanged,
  burn_alert: burnAlertBegan,
  burn_alert_ended: (stores, entry, world) =>
    resolveCause(stores, entry, 'burn-alert', text(entry, 'alert'), world),
  notice: noticeBegan,
  notice_for_machines: noticeBegan,
  notice_over: (stores, entry, world) => resolveCause(stores, entry, 'notice', noticeOf(entry), world),
  incident: incidentChanged,
  incident_closed: incidentChanged,
  incident_corrected: incidentChanged,
  freeze_detail: commanderNamed,
}

/** Whether a kind of entry may call for people, or be the end of what did. */
export const isFollowed = ({ kind }: NewAuditEntry): boolean => Object.hasOwn(FOLLOWED, kind)

/** A level pages where its policy notifies `by: [pager]`; it is over when the next begins, unless that is a better one that pages. */
async function levelChanged(stores: PagingStores, entry: NewAuditEntry, world: PagingWorld): Promise<void> {
  const { service } = entry
  const catalog = world.catalog()
  const policy = governed(catalog, service)?.policy
  const [from, to, id] = [text(entry, 'from'), text(entry, 'to'), text(entry, 'transition')]
  const level = policy && levelNamed(policy, to)
  const isPaging = level?.notify.by.includes('pager') === true && !isInShadow(catalog, service, to)
  const pagers = isPaging ? pagersFor(world.pagers, service, { kind: 'level', level: to }) : []
  const open = (await stores.pagerAlerts.open(service)).filter(({ cause }) => cause === 'level')
  const isWorse = policy !== undefined && levelRank(policy, to) > levelRank(policy, from)
  if (pagers.length > 0 && open.length > 0 && !isWorse) return
  for (const alert of open) await resolve(stores, alert, changeOf(entry, world))
  if (level === undefined || pagers.length === 0) return
  const subject = level.freeze ? `freeze/${id}` : `level/${id}`
  await begin(
    stores,
    entry,
    { cause: 'level', of: id, pagers },
    levelFacts(entry, level, world),
    subject,
    world,
  )
}

async function burnAlertBegan(stores: PagingStores, entry: NewAuditEntry, world: PagingWorld): Promise<void> {
  const id = text(entry, 'alert')
  const alert = (await stores.burnAlerts.open()).find((one) => one.id === id)
  if (alert === undefined) return
  const cause: Cause = { kind: 'burn-alert', severity: alert.severity }
  const pagers = await pagersOutsideShadow(stores, entry.service, cause, world)
  if (pagers.length === 0) return
  await begin(
    stores,
    entry,
    { cause: 'burn-alert', of: id, pagers },
    burnFacts(alert, world),
    alert.thread,
    world,
  )
}

/** Incidents that a burn alert opened are paged as that alert, where burn alerts page. */
async function incidentChanged(
  stores: PagingStores,
  entry: NewAuditEntry,
  world: PagingWorld,
): Promise<void> {
  const id = text(entry, 'incident')
  const incident = await stores.incidents.byId(id)
  if (incident === undefined) return
  if (incident.endedAt !== null || incident.mergedInto !== null)
    return resolveCause(stores, entry, 'incident', id, world)
  if (entry.kind !== 'incident' || incident.detection?.source === 'burn-alert') return
  const pagers = await pagersOutsideShadow(stores, entry.service, { kind: 'incident' }, world)
  const open = await stores.pagerAlerts.open(entry.service)
  if (pagers.length === 0 || open.some(({ cause, of }) => cause === 'incident' && of === id)) return
  const facts = incidentFacts(incident, world)
  await begin(stores, entry, { cause: 'incident', of: id, pagers }, facts, threadOf(incident), world)
}

/** What the policy says of itself, such as a fast burn, pages where a pager names it. */
async function noticeBegan(stores: PagingStores, entry: NewAuditEntry, world: PagingWorld): Promise<void> {
  const { service, at } = entry
  const notice = text(entry, 'notice')
  const pagers = await pagersOutsideShadow(stores, service, { kind: 'notice', notice }, world)
  if (pagers.length === 0) return
  await resolveCause(stores, entry, 'notice', noticeOf(entry), world)
  const thread = `notice/${noticeOf(entry)}/${at}`
  await begin(
    stores,
    entry,
    { cause: 'notice', of: noticeOf(entry), pagers },
    noticeFacts(entry, world),
    thread,
    world,
  )
}

/** A notice that is about each SLO by itself names the one that it is about. */
const noticeOf = (entry: NewAuditEntry): string =>
  [entry.service, text(entry, 'notice'), text(entry, 'about')].filter((part) => part !== '').join('/')

/** Whoever is named the commander of a service's freeze has all of it. */
async function commanderNamed(stores: PagingStores, entry: NewAuditEntry, world: PagingWorld): Promise<void> {
  const commander = text(entry, 'incidentCommander')
  if (commander === '') return
  for (const alert of await stores.pagerAlerts.open(entry.service))
    await acknowledge(stores, alert, commander, changeOf(entry, world))
}

async function resolveCause(
  stores: PagingStores,
  entry: NewAuditEntry,
  cause: PagerAlert['cause'],
  id: string,
  world: PagingWorld,
): Promise<void> {
  for (const alert of await stores.pagerAlerts.open(entry.service))
    if (alert.cause === cause && alert.of === id) await resolve(stores, alert, changeOf(entry, world))
}

async function begin(
  stores: PagingStores,
  entry: NewAuditEntry,
  { cause, of, pagers }: Pick<PagerAlert, 'cause' | 'of' | 'pagers'>,
  facts: TriggerFacts,
  thread: string,
  world: PagingWorld,
): Promise<void> {
  const { service, at } = entry
  const before = await stores.pagerAlerts.byKey(`${cause}/${of}`)
  // What begins again is another alert, which calls again.
  const key = before === undefined ? `${cause}/${of}` : `${cause}/${of}/${at}`
  const alert = { key, cause, of, service, pagers, summary: facts.summary, triggeredAt: at }
  const open = { ...alert, takenBy: null, takenAt: null, resolvedAt: null }
  await trigger(stores, open, facts, thread, changeOf(entry, world))
}

/** None for a service in shadow, which calls nobody. */
async function pagersOutsideShadow(
  { statuses }: PagingStores,
  service: string,
  cause: Cause,
  { pagers, catalog }: PagingWorld,
): Promise<readonly string[]> {
  const found = pagersFor(pagers, service, cause)
  if (found.length === 0) return []
  return (await shadowedAmong(statuses, catalog(), [service])).has(service) ? [] : found
}

const changeOf = ({ at }: NewAuditEntry, { catalog, ids }: PagingWorld) => ({ catalog: catalog(), ids, at })
