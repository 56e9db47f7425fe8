import { beginAlerts } from './begin-alerts.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { AlertContext, BurnAlertStores } from './context.ts'
import { editDigest } from './digest.ts'
import { endAlert } from './end-alert.ts'
import type { Evaluated } from './evaluated-rules.ts'
import { keepUpAlert } from './keep-up-alert.ts'
import { type BurnStep, burnStep } from './step.ts'

/**
 * Begins, keeps up and ends burn alerts by the readings of a poll, in its transaction. Each SLO has at most one alert of
 * each severity, whatever number of its rules fire.
 */
export async function followBurnAlerts(
  stores: BurnAlertStores,
  evaluated: readonly Evaluated[],
  context: AlertContext,
): Promise<void> {
  const { now, settings } = context
  const open = await stores.burnAlerts.open()
  const steps = evaluated.map(
    (one): Evaluated & { readonly before: BurnAlert | undefined; readonly step: BurnStep } => {
      const before = open.find((alert) => isOf(alert, one))
      return { ...one, before, step: burnStep(before, one.judged, now, settings.quietForMs) }
    },
  )

  const begun = steps.flatMap((one) =>
    one.step.kind === 'begun' ? [{ ...one, firing: one.step.firing }] : [],
  )
  await beginAlerts(stores, begun, open, context)

  const ended: BurnAlert[] = []
  for (const { before, step, slo, reading } of steps) {
    if (before === undefined) continue
    if (step.kind === 'goes-on') await keepUpAlert(stores, before, step, slo, reading, context)
    if (step.kind === 'ended') ended.push(await endAlert(stores, before, step.why, reading, context))
  }
  for (const alert of open)
    if (!evaluated.some((one) => isOf(alert, one)))
      ended.push(await endAlert(stores, alert, 'unwatched', undefined, context))
  for (const thread of new Set(ended.map((alert) => alert.thread))) await editDigest(stores, thread, context)
}

const isOf = (alert: BurnAlert, { service, slo, severity }: Evaluated): boolean =>
  alert.service === service.name && alert.slo === slo.name && alert.severity === severity
