import { sharePercentText } from '../../../core/budgets/percent.ts'
import { type Incident, isDetector } from '../../../core/incidents/incident.ts'
import { incidentMoneyWords } from '../../../core/incidents/incident-money.ts'
import { MINUTE_MS } from '../../../core/kernel/time/duration.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { serviceTitle, sloTitle } from '../../../core/policy/titles.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'

/**
 * One incident on one line of mrkdwn, as the policy document's EMERGENCY message lists them:
 * `15:30 UTC - HighErrorRate (12%) - 18min - Cost 4% budget`.
 */
export function incidentLine(incident: Incident, now: number, catalog: Catalog): string {
  const { id, service, what, startedAt, endedAt, failedRatio, slo } = incident
  const failed = failedRatio === null ? '' : ` (${sharePercentText(failedRatio)})`
  const minutes = Math.round(Math.max(0, (endedAt ?? now) - startedAt) / MINUTE_MS)
  const parts = [
    slackTime(startedAt),
    `*${escapedLine(what)}*${failed}`,
    `${minutes}min${endedAt === null ? ' so far' : ''}`,
    costText(incident, incidentMoneyWords(incident, catalog.services.get(service)?.cost, now)),
  ]
  const about = [
    escapedLine(serviceTitle(catalog, service)),
    ...(slo === null ? [] : [escapedLine(sloTitle(catalog, service, slo))]),
    whoText(incident),
    `\`${id}\``,
  ]
  return `${parts.join(' - ')} · ${about.join(' · ')}`
}

function costText({ costRatio, isCostFinal }: Incident, money: string | null): string {
  if (costRatio === null) return isCostFinal ? 'Cost unknown' : 'Cost being worked out'
  return `Cost ${sharePercentText(costRatio)} budget${money === null ? '' : `, ${money}`}${isCostFinal ? '' : ' so far'}`
}

function whoText({ enteredBy, detection }: Incident): string {
  if (!isDetector(enteredBy))
    return /^[UW][A-Z0-9]+$/.test(enteredBy) ? `<@${enteredBy}>` : escapedLine(enteredBy)
  const severity = detection?.severity ?? null
  return severity === null ? 'alert' : `${escapedLine(severity)} alert`
}
