import { youngText } from '../budgets/young.ts'
import { askRollback } from '../flags/ask-rollback.ts'
import type { FlagChangeStore } from '../flags/flag-change.ts'
import type { AuditLog, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import { channel, type Outbox } from '../kernel/outbox/owed-message.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { budgetFacts } from '../policy/budget-facts.ts'
import { noticesFor } from '../policy/notices.ts'
import type { PolicyNotice } from '../policy/policy.ts'
import { apart } from '../policy/shadowed.ts'
import type { JudgedService } from '../status/judge.ts'
import { DIGEST_FROM } from '../kernel/outbox/many-at-once.ts'
import type { PolicyNoticeDigest, PolicyNoticeMessage } from './messages.ts'
import type { SaidNotice, SaidNoticeStore } from './said-notice.ts'

export interface NoticeStores {
  readonly notices: SaidNoticeStore
  readonly audit: AuditLog
  readonly outbox: Outbox
  readonly flagChanges: Pick<FlagChangeStore, 'save' | 'lastAskedAt'>
}

/** A notice whose condition holds for one of a service's SLOs. */
interface Holding extends Pick<JudgedService, 'service' | 'policy' | 'before' | 'status'> {
  readonly notice: PolicyNotice
  readonly reading: MeasuredReading
}

/**
 * Says the policy's notices whose conditions have begun to hold, in the poll's transaction. One that comes and goes is said
 * again only after it has not held for the policy's `recoverAfterMs`, as a better level takes effect only then: it is on record
 * as over when that time has passed. One that asks for it has the service's flags rolled back.
 */
export async function sayNotices(
  stores: NoticeStores,
  judged: readonly JudgedService[],
  isShadowed: (one: Pick<JudgedService, 'service' | 'status'>) => boolean,
  ids: Ids,
  at: number,
): Promise<void> {
  const holding = judged.flatMap(holdingNotices)
  const all = await stores.notices.all()
  if (holding.length === 0 && all.length === 0) return
  const said = new Map(all.map((one) => [keyOf(one.service, one.name), one]))
  const kept: SaidNotice[] = []
  const news: Holding[] = []
  for (const one of holding) {
    const { service, policy, before } = one
    const name = saidNameOf(one)
    const last = said.get(keyOf(service.name, name))
    const heldThroughout = last?.lastHeldAt === before?.polledAt
    const isNews = last === undefined || (!heldThroughout && at - last.lastHeldAt > policy.recoverAfterMs)
    kept.push({ service: service.name, name, saidAt: isNews ? at : last.saidAt, lastHeldAt: at })
    if (isNews) news.push(one)
  }
  for (const { isShadow, part } of apart(news, isShadowed)) {
    await say(stores, part, isShadow, at)
    for (const { service, notice, reading } of part)
      await askRollback(stores, { service, notice, slo: reading.slo, inShadow: isShadow }, ids, at)
  }
  const held = new Set(kept.map(({ service, name }) => keyOf(service, name)))
  const rest = all.filter(({ service, name }) => !held.has(keyOf(service, name)))
  const ofService = new Map(judged.map((one) => [one.service.name, one]))
  await stores.notices.save([...kept, ...rest.filter((one) => isUnknown(one, ofService)).map(heldAt(at))])
  const over = rest.filter((one) => isOver(one, ofService, at))
  if (over.length > 0)
    await stores.audit.append(over.map(({ service, name }) => overEntry(service, name, at)))
}

const heldAt =
  (at: number) =>
  (one: SaidNotice): SaidNotice => ({ ...one, lastHeldAt: at })

type Judged = ReadonlyMap<string, JudgedService>

/** Held at the last poll, and now there is no figure that could say otherwise: it goes on. */
function isUnknown({ service, lastHeldAt }: SaidNotice, judged: Judged): boolean {
  const now = judged.get(service)
  return lastHeldAt === now?.before?.polledAt && now.readings.some(({ kind }) => kind === 'missing')
}

/** Whether the time ends with this poll in which it could have come back as the same. */
function isOver(said: SaidNotice, judged: Judged, at: number): boolean {
  const { service, lastHeldAt } = said
  const now = judged.get(service)
  if (now?.before === undefined || isUnknown(said, judged)) return false
  const until = lastHeldAt + now.policy.recoverAfterMs
  return at > until && now.before.polledAt <= until
}

/** `about` is the SLO of a notice that is about each by itself, here as where it was said. */
function overEntry(service: string, said: string, at: number): NewAuditEntry {
  const [notice = said, about] = said.split('/')
  const data = { notice, ...(about !== undefined && { about }) }
  return { at, kind: 'notice_over', actor: 'budgeteer', service, data }
}

const keyOf = (service: string, notice: string): string => `${service}/${notice}`

/** One that is about a kind of SLO is said of each by itself. No name of a notice or an SLO has a slash in it. */
const saidNameOf = ({ notice, reading }: Pick<Holding, 'notice' | 'reading'>): string =>
  notice.sliKind === undefined ? notice.name : `${notice.name}/${reading.slo}`

/** Each notice once: for the SLO with the least budget left of those that it holds for, unless it is about each by itself. */
function holdingNotices({ service, policy, before, status, readings, histories }: JudgedService): Holding[] {
  const holding = new Map<string, Holding>()
  for (const reading of readings) {
    if (reading.kind !== 'measured') continue
    const kind = service.slos.find(({ name }) => name === reading.slo)?.sli.kind
    for (const notice of noticesFor(policy, budgetFacts(reading, histories.get(reading.slo)), kind)) {
      const name = saidNameOf({ notice, reading })
      const other = holding.get(name)
      if (other === undefined || reading.remainingRatio < other.reading.remainingRatio)
        holding.set(name, { service, policy, before, status, notice, reading })
    }
  }
  return [...holding.values()]
}

/** One by one, or many in one post; each is on record. */
async function say(
  stores: NoticeStores,
  news: readonly Holding[],
  isShadow: boolean,
  at: number,
): Promise<void> {
  const to = channel(isShadow ? 'shadow' : 'incidents')
  if (news.length < DIGEST_FROM)
    for (const one of news) {
      const subject = `notice/${one.service.name}/${saidNameOf(one)}/${at}`
      const content: PolicyNoticeMessage = { kind: 'policy-notice', ...factsOf(one) }
      await stores.outbox.post({ subject, to, content, at })
    }
  else {
    const content: PolicyNoticeDigest = { kind: 'policy-notice-digest', notices: news.map(factsOf) }
    await stores.outbox.post({ subject: `notices/${at}${isShadow ? '/shadow' : ''}`, to, content, at })
  }
  await stores.audit.append(
    news.map(({ service, notice, reading }) => ({
      at,
      kind: notice.webhook ? ('notice_for_machines' as const) : ('notice' as const),
      actor: 'budgeteer',
      service: service.name,
      data: {
        notice: notice.name,
        text: notice.text,
        slo: reading.slo,
        remaining: reading.remainingRatio,
        ...(notice.sliKind !== undefined && { about: reading.slo }),
        ...(notice.receiver !== undefined && { receiver: notice.receiver }),
      },
    })),
  )
}

const factsOf = ({ service, notice, reading }: Holding): Omit<PolicyNoticeMessage, 'kind'> => ({
  service: service.name,
  serviceTitle: service.title,
  notice: notice.name,
  text: notice.text,
  slo: reading.slo,
  sloTitle: service.slos.find(({ name }) => name === reading.slo)?.title ?? reading.slo,
  remainingRatio: reading.remainingRatio,
  young: youngText(reading.young),
})
