import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import { channel, type Outbox } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { apart } from '../policy/shadowed.ts'
import type { JudgedService } from '../status/judge.ts'
import type { DataGapMessage } from './messages.ts'

interface Gap {
  readonly judged: JudgedService
  readonly slo: string
  readonly since: number
}

/** Says once that data has stopped, and once that it is back, in the poll's transaction: one message for all SLOs each. */
export async function sayDataGaps(
  stores: { readonly outbox: Outbox; readonly audit: AuditLog },
  judged: readonly JudgedService[],
  isShadowed: (one: JudgedService) => boolean,
  at: number,
): Promise<void> {
  for (const { isShadow, part } of apart(judged, isShadowed)) {
    await say(stores, 'stopped', part.flatMap(begunGaps), isShadow, at)
    await say(stores, 'back', part.flatMap(endedGaps), isShadow, at)
  }
}

function begunGaps(judged: JudgedService): readonly Gap[] {
  const before = gapsOf(judged, judged.before)
  return gapsOf(judged, judged.status).filter(({ slo }) => !before.some((one) => one.slo === slo))
}

function endedGaps(judged: JudgedService): readonly Gap[] {
  const measured = new Set(judged.readings.filter(({ kind }) => kind === 'measured').map(({ slo }) => slo))
  return gapsOf(judged, judged.before).filter(({ slo }) => measured.has(slo))
}

const gapsOf = (judged: JudgedService, status: JudgedService['before']): readonly Gap[] =>
  (status?.missing ?? []).flatMap(({ slo, stoppedAt: since }) =>
    since === undefined ? [] : [{ judged, slo, since }],
  )

async function say(
  { outbox, audit }: { readonly outbox: Outbox; readonly audit: AuditLog },
  state: DataGapMessage['state'],
  gaps: readonly Gap[],
  isShadow: boolean,
  at: number,
): Promise<void> {
  const [first] = gaps
  if (first === undefined) return
  const content: DataGapMessage = {
    kind: 'data-gap',
    state,
    at: isoTime(at),
    timeZone: first.judged.policy.timeZone,
    slos: gaps.map(({ judged: { service }, slo, since }) => ({
      serviceTitle: service.title,
      sloTitle: service.slos.find(({ name }) => name === slo)?.title ?? slo,
      since: isoTime(since),
    })),
  }
  await outbox.post({
    subject: `data-gap/${state}/${at}${isShadow ? '/shadow' : ''}`,
    to: channel(isShadow ? 'shadow' : 'incidents'),
    content,
    at,
  })
  await audit.append(
    gaps.map(({ judged: { service }, slo, since }) => ({
      at,
      kind: state === 'stopped' ? 'data_stopped' : 'data_back',
      actor: 'budgeteer',
      service: service.name,
      data: { slo, since: isoTime(since) },
    })),
  )
}
