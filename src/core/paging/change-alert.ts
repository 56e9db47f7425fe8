import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { type Address, type OwedMessage, post } from '../kernel/outbox/owed-message.ts'
import { isAboutMany, isLevelDigest } from '../kernel/outbox/many-at-once.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import type { Catalog } from '../policy/catalog.ts'
import { governed } from '../policy/catalog.ts'
import { serviceTitle } from '../policy/titles.ts'
import type { PagerMessage } from './messages.ts'
import type { PagerAct, PagerAlert, PagerContent } from './pager-alert.ts'
import type { PagingStores } from './paging-world.ts'

/** What a trigger says beside its key. */
export type TriggerFacts = Omit<
  Extract<PagerContent, { act: 'trigger' }>,
  'kind' | 'act' | 'key' | 'at' | 'service' | 'serviceTitle' | 'cause'
>

interface Change {
  readonly catalog: Catalog
  readonly ids: Ids
  readonly at: number
}

/** Calls people: the pagers are owed a trigger, and the thread of the post of `thread` says so. */
export async function trigger(
  stores: PagingStores,
  alert: PagerAlert,
  facts: TriggerFacts,
  thread: string,
  { catalog, at }: Change,
): Promise<void> {
  const { key, service, cause, pagers } = alert
  await stores.pagerAlerts.save(alert)
  const content: PagerContent = {
    kind: 'pager',
    act: 'trigger',
    key,
    at: isoTime(at),
    ...facts,
    service,
    serviceTitle: serviceTitle(catalog, service),
    cause,
  }
  await stores.outbox.owe(pagers.map((pager) => messageTo(pager, content, at)))
  await stores.audit.append([entryOf('pager_triggered', alert, 'budgeteer', at)])
  if (isAboutMany(thread) || isLevelDigest(thread)) return
  const address = await stores.deliveries.addressOf(thread)
  if (address?.kind !== 'channel') return
  await stores.outbox.post({
    subject: subjectOf(alert),
    to: { ...address, thread: address.thread ?? thread },
    content: messageOf(alert, catalog, at),
    at,
  })
}

/** Somebody has it: nobody else is called. Does nothing where somebody had it before. */
export async function acknowledge(
  stores: PagingStores,
  alert: PagerAlert,
  userId: string,
  change: Change,
): Promise<PagerAlert> {
  if (alert.takenBy !== null || alert.resolvedAt !== null) return alert
  const { at } = change
  const taken: PagerAlert = { ...alert, takenBy: userId, takenAt: at }
  await stores.pagerAlerts.save(taken)
  await owe(stores, taken, 'acknowledge', taken.pagers, at)
  await stores.audit.append([entryOf('pager_acknowledged', taken, userId, at)])
  await retell(stores, taken, change)
  return taken
}

/** It is over. A trigger that nobody has tried to send is taken back, and then there is nothing to resolve either. */
export async function resolve(stores: PagingStores, alert: PagerAlert, change: Change): Promise<void> {
  const { at } = change
  const resolved: PagerAlert = { ...alert, resolvedAt: at }
  await stores.pagerAlerts.save(resolved)
  const waiting = alert.pagers.flatMap((pager) => [
    idOf(pager, alert.key, 'trigger'),
    idOf(pager, alert.key, 'acknowledge'),
  ])
  const unsent = await stores.deliveries.withdraw(waiting, at)
  const called = alert.pagers.filter((pager) => !unsent.has(idOf(pager, alert.key, 'trigger')))
  await owe(stores, resolved, 'resolve', called, at)
  await stores.audit.append([entryOf('pager_resolved', resolved, 'budgeteer', at)])
  await retell(stores, resolved, change)
}

const owe = (
  { outbox }: PagingStores,
  { key }: PagerAlert,
  act: 'acknowledge' | 'resolve',
  pagers: readonly string[],
  at: number,
): Promise<void> =>
  outbox.owe(pagers.map((pager) => messageTo(pager, { kind: 'pager', act, key, at: isoTime(at) }, at)))

/** Each alert has a queue of its own at each pager: a resolve never overtakes its trigger, and no alert waits for another. */
const messageTo = (pager: string, content: PagerContent, at: number): OwedMessage =>
  post({
    subject: idOf(pager, content.key, content.act),
    to: addressOf(pager, content.key),
    content,
    at,
    urgency: 'page',
  })

const addressOf = (pager: string, key: string): Address => ({ kind: 'pager', pager, key })
const idOf = (pager: string, key: string, act: PagerAct): string => `pager/${pager}/${key}/${act}`
const subjectOf = ({ key }: PagerAlert): string => `pager-alert/${key}`

/** The message in the thread as it is true now, where there is one. */
async function retell(stores: PagingStores, alert: PagerAlert, { catalog, ids, at }: Change): Promise<void> {
  const subject = subjectOf(alert)
  const to = await stores.deliveries.addressOf(subject)
  if (to === undefined) return
  await stores.outbox.edit({ subject, nonce: ids.next('m'), to, content: messageOf(alert, catalog, at), at })
}

function messageOf(alert: PagerAlert, catalog: Catalog, at: number): PagerMessage {
  const { key, service, summary, pagers, takenBy } = alert
  const isOpen = takenBy === null && alert.resolvedAt === null
  return {
    kind: 'pager-alert',
    service,
    serviceTitle: serviceTitle(catalog, service),
    summary,
    pagers,
    triggeredAt: isoTime(alert.triggeredAt),
    takenBy,
    takenAt: isoOrNull(alert.takenAt),
    resolvedAt: isoOrNull(alert.resolvedAt),
    timeZone: governed(catalog, service)?.policy.timeZone ?? 'UTC',
    at: isoTime(at),
    prompts: isOpen ? [{ kind: 'take-pager-alert', of: key }] : [],
  }
}

/** The record that an alert is about goes by the name that it has everywhere. */
const ABOUT = { level: 'transition', 'burn-alert': 'alert', incident: 'incident', notice: 'notice' } as const

const entryOf = (
  kind: 'pager_triggered' | 'pager_acknowledged' | 'pager_resolved',
  { cause, of, service, key, pagers, summary }: PagerAlert,
  actor: string,
  at: number,
): NewAuditEntry => ({
  at,
  kind,
  actor,
  service,
  data: { [ABOUT[cause]]: of, key, pagers, summary },
})
