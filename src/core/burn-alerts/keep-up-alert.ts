import type { BurnAlertUpdate } from './messages.ts'
import type { Reading } from '../budgets/reading.ts'
import type { Slo } from '../budgets/slo.ts'
import { channel, edit, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isAboutMany } from '../kernel/outbox/many-at-once.ts'
import { burnFigures, isSpent, isWorthAnEdit, linkFacts, linksOfAlert } from './alert-facts.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { AlertContext, BurnAlertStores } from './context.ts'
import { editDigest } from './digest.ts'
import type { BurnAlertMessage } from './messages.ts'
import type { BurnStep } from './step.ts'
import { updateContent } from './update-content.ts'

type GoesOn = Extract<BurnStep, { kind: 'goes-on' }>

/**
 * Follows an alert that goes on. Its thread says when a rule joins and when the budget is spent; its message is edited
 * then, and when the figures change. Without a change nothing is written.
 */
export async function keepUpAlert(
  stores: BurnAlertStores,
  before: BurnAlert,
  { firing, joined, quietSince }: GoesOn,
  slo: Slo,
  reading: Reading | undefined,
  context: AlertContext,
): Promise<void> {
  const [lead] = firing
  if (lead === undefined || reading?.kind !== 'measured') {
    if (quietSince !== before.quietSince) await stores.burnAlerts.save({ ...before, quietSince })
    return
  }
  const { now } = context
  const figures = burnFigures(slo, reading, lead)
  const rules = [...before.rules, ...joined.map(({ name }) => name)]
  const told: BurnAlertMessage = {
    ...before.told,
    ...figures,
    ...linkFacts(linksOfAlert({ ...before, since: before.startedAt }, context)),
    otherRules: rules.filter((name) => name !== lead.rule.name),
    peakBurnRate: Math.max(before.told.peakBurnRate, figures.burnRate),
  }
  const isSpentNow = isSpent(told) && !isSpent(before.told)
  const isEdited = joined.length > 0 || isSpentNow || isWorthAnEdit(before.told, told, now - before.toldAt)
  const after: BurnAlert = {
    ...before,
    rules,
    quietSince,
    told: isEdited ? told : { ...before.told, peakBurnRate: told.peakBurnRate },
    toldAt: isEdited ? now : before.toldAt,
  }
  if (isEdited || quietSince !== before.quietSince || told.peakBurnRate !== before.told.peakBurnRate)
    await stores.burnAlerts.save(after)
  if (!isEdited || !before.hasHead) return
  if (isAboutMany(after.thread)) {
    await editDigest(stores, after.thread, context)
    return
  }

  const [fastest] = joined
  const rate = firing.find(({ rule }) => rule === fastest)?.longRate ?? null
  const { remainingRatio } = figures
  await stores.outbox.owe([
    headEdit(after, context),
    ...(fastest === undefined
      ? []
      : [
          stepReply(
            after,
            updateContent('joined', after, { rule: fastest, burnRate: rate, remainingRatio }, now),
            context,
          ),
        ]),
    ...(isSpentNow
      ? [
          stepReply(
            after,
            updateContent('spent', after, { rule: null, burnRate: figures.burnRate, remainingRatio }, now),
            context,
          ),
        ]
      : []),
  ])
}

/** The head as it is true now. */
export const headEdit = ({ subject, told }: BurnAlert, { settings, ids, now }: AlertContext): OwedMessage =>
  edit({ subject, nonce: ids.next('m'), to: channel(settings.channel), content: told, at: now })

/** A reply in the alert's thread. */
export const stepReply = (
  { subject, thread }: BurnAlert,
  content: BurnAlertUpdate,
  { settings, ids, now }: AlertContext,
): OwedMessage =>
  reply({
    id: `${subject}/step/${ids.next('m')}`,
    thread,
    to: channel(settings.channel),
    content,
    at: now,
  })
