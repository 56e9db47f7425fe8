import { youngText } from '../budgets/young.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import { channel, type Outbox } from '../kernel/outbox/owed-message.ts'
import { budgetFacts } from '../policy/budget-facts.ts'
import { noticesFor } from '../policy/notices.ts'
import type { PolicyNotice } from '../policy/policy.ts'
import type { JudgedService } from '../status/judge.ts'
import type { PolicyNoticeMessage } from './messages.ts'
import type { SaidNotice, SaidNoticeStore } from './said-notice.ts'

export interface NoticeStores {
  readonly notices: SaidNoticeStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** A notice whose condition holds for one of a service's SLOs. */
interface Holding extends Pick<JudgedService, 'service' | 'policy' | 'before'> {
  readonly notice: PolicyNotice
  readonly reading: MeasuredReading
}

/**
 * Says the policy's notices whose conditions have begun to hold, in the poll's transaction. One that comes and goes is said
 * again only after it has not held for the policy's `recoverAfterMs`, as a better level takes effect only then.
 */
export async function sayNotices(
  stores: NoticeStores,
  judged: readonly JudgedService[],
  at: number,
): Promise<void> {
  const holding = judged.flatMap(holdingNotices)
  if (holding.length === 0) return
  const said = new Map((await stores.notices.all()).map((one) => [keyOf(one.service, one.name), one]))
  const kept: SaidNotice[] = []
  for (const one of holding) {
    const { service, policy, before, notice } = one
    const last = said.get(keyOf(service.name, notice.name))
    const heldThroughout = last?.lastHeldAt === before?.polledAt
    const isNews = last === undefined || (!heldThroughout && at - last.lastHeldAt > policy.recoverAfterMs)
    kept.push({ service: service.name, name: notice.name, saidAt: isNews ? at : last.saidAt, lastHeldAt: at })
    if (isNews) await say(stores, one, at)
  }
  await stores.notices.save(kept)
}

const keyOf = (service: string, notice: string): string => `${service}/${notice}`

/** Each notice once, for the SLO with the least budget left of those that it holds for. */
function holdingNotices({ service, policy, before, readings, histories }: JudgedService): Holding[] {
  const holding = new Map<string, Holding>()
  for (const reading of readings) {
    if (reading.kind !== 'measured') continue
    for (const notice of noticesFor(policy, budgetFacts(reading, histories.get(reading.slo)))) {
      const other = holding.get(notice.name)
      if (other === undefined || reading.remainingRatio < other.reading.remainingRatio)
        holding.set(notice.name, { service, policy, before, notice, reading })
    }
  }
  return [...holding.values()]
}

async function say(stores: NoticeStores, { service, notice, reading }: Holding, at: number): Promise<void> {
  const content: PolicyNoticeMessage = {
    kind: 'policy-notice',
    service: service.name,
    serviceTitle: service.title,
    notice: notice.name,
    text: notice.text,
    slo: reading.slo,
    sloTitle: service.slos.find(({ name }) => name === reading.slo)?.title ?? reading.slo,
    remainingRatio: reading.remainingRatio,
    young: youngText(reading.young),
  }
  const subject = `notice/${service.name}/${notice.name}/${at}`
  await stores.outbox.post({ subject, to: channel('incidents'), content, at })
  await stores.audit.append([
    {
      at,
      kind: notice.webhook ? 'notice_for_machines' : 'notice',
      actor: 'budgeteer',
      service: service.name,
      data: { notice: notice.name, text: notice.text, slo: reading.slo, remaining: reading.remainingRatio },
    },
  ])
}
