import type { BurnAlertUpdate } from './messages.ts'
import type { Reading } from '../budgets/reading.ts'
import { closeDetectedIncident } from '../incidents/detected-incident.ts'
import { edit, person, post, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isAboutMany } from '../kernel/outbox/many-at-once.ts'
import { SECOND_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { linkFacts, linksOfAlert } from './alert-facts.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { AlertContext, BurnAlertStores } from './context.ts'
import { headEdit, stepReply } from './keep-up-alert.ts'
import { incidentKey } from './open-incident.ts'
import { updateContent } from './update-content.ts'

/** Ends an alert: its message, thread, direct messages and mail say so. Its incident ends too. */
export async function endAlert(
  stores: BurnAlertStores,
  before: BurnAlert,
  why: 'quiet' | 'unwatched',
  reading: Reading | undefined,
  context: AlertContext,
): Promise<BurnAlert> {
  const { now } = context
  const remainingRatio = reading?.kind === 'measured' ? reading.remainingRatio : null
  const alert: BurnAlert = {
    ...before,
    endedAt: now,
    told: {
      ...before.told,
      ...linkFacts(linksOfAlert({ ...before, since: before.startedAt, endedAt: now }, context)),
      remainingRatio: remainingRatio ?? before.told.remainingRatio,
      endedAt: isoTime(now),
      at: isoTime(now),
    },
  }
  await stores.burnAlerts.save(alert)
  const said = updateContent(
    why === 'quiet' ? 'ended' : 'unwatched',
    alert,
    { rule: null, burnRate: null, remainingRatio },
    now,
  )
  const inChannel = isAboutMany(alert.thread)
    ? []
    : [...(alert.hasHead ? [headEdit(alert, context)] : []), stepReply(alert, said, context)]
  await stores.outbox.owe([...inChannel, ...personalEnds(alert, said, context)])
  await stores.audit.append([
    {
      at: now,
      kind: 'burn_alert_ended',
      actor: 'budgeteer',
      service: alert.service,
      data: {
        alert: alert.id,
        slo: alert.slo,
        severity: alert.severity,
        why,
        lastedSeconds: Math.round((now - alert.startedAt) / SECOND_MS),
        peakBurnRate: alert.told.peakBurnRate,
        remaining: remainingRatio,
      },
    },
  ])
  // Regardless of the settings now: an incident that the alert opened must not stay open after it.
  if (alert.severity === 'page')
    await closeDetectedIncident(stores, incidentKey(alert), alert.quietSince ?? now, context)
  return alert
}

function personalEnds(
  { id, directs, mailed, told }: BurnAlert,
  said: BurnAlertUpdate,
  { ids, now }: AlertContext,
): readonly OwedMessage[] {
  const edits = directs.map((userId) =>
    edit({
      subject: `burn-alert/${id}/${userId}`,
      nonce: ids.next('m'),
      to: person(userId),
      content: told,
      at: now,
    }),
  )
  if (mailed.length === 0) return edits
  const subject = `burn-alert/${id}/mail/ended`
  return [...edits, post({ subject, to: { kind: 'mail', to: mailed }, content: said, at: now })]
}
