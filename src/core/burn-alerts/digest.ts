import { channel } from '../kernel/outbox/owed-message.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { BURN_DIGEST, isAboutMany } from '../kernel/outbox/many-at-once.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { AlertContext, BurnAlertStores } from './context.ts'
import type { BurnAlertDigest } from './messages.ts'

export const newDigest = (ids: Ids): string => `${BURN_DIGEST}${ids.next('d')}`

/** Alerts that began at one poll, as one message. */
export const digestContent = (alerts: readonly BurnAlert[], now: number): BurnAlertDigest => ({
  kind: 'burn-alert-digest',
  at: isoTime(alerts[0]?.startedAt ?? now),
  timeZone: alerts[0]?.told.timeZone ?? 'UTC',
  alerts: alerts.map(({ told, severity, endedAt }) => ({
    serviceTitle: told.serviceTitle,
    sloTitle: told.sloTitle,
    severity,
    burnRate: told.burnRate,
    remainingRatio: told.remainingRatio,
    young: told.young,
    isOver: endedAt !== null,
  })),
  open: alerts.filter(({ endedAt }) => endedAt === null).length,
  mentions: [...new Set(alerts.flatMap(({ told }) => told.mentions))],
})

/** After one of its alerts ended or changed: the digest says so. Does nothing for a thread without a digest. */
export async function editDigest(
  { burnAlerts, outbox }: Pick<BurnAlertStores, 'burnAlerts' | 'outbox'>,
  thread: string,
  { settings, ids, now }: AlertContext,
): Promise<void> {
  if (!isAboutMany(thread)) return
  const alerts = (await burnAlerts.inThread(thread)).filter(({ hasHead }) => hasHead)
  await outbox.edit({
    subject: thread,
    nonce: ids.next('m'),
    to: channel(settings.channel),
    content: digestContent(alerts, now),
    at: now,
    urgency: 'storm',
  })
}
