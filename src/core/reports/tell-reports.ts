import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import { type Outbox, post } from '../kernel/outbox/owed-message.ts'
import { HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Transactor } from '../kernel/transaction.ts'
import { isSourceFailure } from '../budgets/sli-source.ts'
import type { ReviewStore } from '../reviews/review.ts'
import { makeReport } from './make-report.ts'
import { detailsReplies } from './report-details.ts'
import type { Report } from './report.ts'
import { reportMessage } from './report-message.ts'
import { newestDue, type ScheduledReport } from './report-schedule.ts'
import type { ReportPeriod } from './report-period.ts'
import type { ReportStores, ReportWorld } from './report-world.ts'

interface TellStores {
  readonly reviews: Pick<ReviewStore, 'lastDue' | 'remember'>
  readonly outbox: Outbox
  readonly audit: AuditLog
}

export interface TellReportsWorld extends ReportWorld {
  readonly store: ReportStores & Transactor<TellStores> & Pick<TellStores, 'reviews'>
  readonly scheduledReports: () => readonly ScheduledReport[]
  /** Addresses by the name of the list. */
  readonly mailLists: ReadonlyMap<string, readonly string[]>
}

/** A heartbeat that comes this late is no lateness worth telling. */
const GRACE_MS = 10 * MINUTE_MS
/** So long a report waits for a source that does not answer; then it is told with what is missing. */
const PATIENCE_MS = 6 * HOUR_MS

/**
 * Tells each report that has become due since it was last told: once, however long the bot was off, the newest alone. One that
 * the configuration has asked for only since it was due waits for its next period. Answers how many were told.
 */
export async function tellReports(world: TellReportsWorld, signal?: AbortSignal): Promise<number> {
  let told = 0
  for (const scheduled of world.scheduledReports()) if (await tellDue(world, scheduled, signal)) told += 1
  return told
}

async function tellDue(
  world: TellReportsWorld,
  scheduled: ScheduledReport,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { store, clock } = world
  const { period, dueAt } = newestDue(scheduled, world.timeZone(), clock.now())
  const key = keyOf(scheduled)
  const last = (await store.reviews.lastDue()).get(key)
  if (last !== undefined && last >= dueAt) return false
  const isLate = clock.now() - dueAt > GRACE_MS
  if (last === undefined && isLate) {
    await store.reviews.remember(key, dueAt)
    return false
  }
  const report = await makeReport(world, scheduled.kind, period, { ...(signal && { signal }) })
  if (isUnanswered(report) && clock.now() - dueAt < PATIENCE_MS) return false
  return tell(world, scheduled, { period, dueAt, isLate, report })
}

const keyOf = ({ kind, unit }: ScheduledReport): string => `report/${kind}/${unit}`

const isUnanswered = ({ services }: Report): boolean =>
  services.some(({ slos }) =>
    slos.some(({ figures }) => figures.kind === 'missing' && isSourceFailure(figures.reason)),
  )

interface Due {
  readonly period: ReportPeriod
  readonly dueAt: number
  readonly isLate: boolean
  readonly report: Report
}

function tell(
  { store, clock, mailLists }: TellReportsWorld,
  scheduled: ScheduledReport,
  { period, dueAt, isLate, report }: Due,
): Promise<boolean> {
  const { kind, post: channel, mail } = scheduled
  const key = keyOf(scheduled)
  return store.transaction(async (stores) => {
    // Another run may have told it while this one was measuring.
    if (((await stores.reviews.lastDue()).get(key) ?? 0) >= dueAt) return false
    const at = clock.now()
    const content = reportMessage(report, dueAt, isLate)
    const subject = `report/${kind}/${period.name}`
    const message = { content, at, urgency: 'routine', topic: key } as const
    if (channel !== null)
      await stores.outbox.owe([
        post({ subject, to: channel, ...message }),
        ...detailsReplies(report, { thread: subject, to: channel, at, topic: key }),
      ])
    const to = mail === null ? [] : (mailLists.get(mail) ?? [])
    if (to.length > 0)
      await stores.outbox.post({ subject: `${subject}/mail`, to: { kind: 'mail', to }, ...message })
    await stores.audit.append([
      {
        at,
        kind: 'report',
        actor: 'budgeteer',
        service: '*',
        data: { report: kind, period: period.name, due: isoTime(dueAt), late: isLate },
      },
    ])
    await stores.reviews.remember(key, dueAt)
    return true
  })
}
