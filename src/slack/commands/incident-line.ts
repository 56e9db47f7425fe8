import { sharePercentText } from '../../budgets/percent.ts'
import type { Incident } from '../../incidents/incident.ts'
import { durationInWords } from '../../time/duration.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'

/** One incident on one line of mrkdwn. */
export function incidentLine(incident: Incident): string {
  const { service, what, startedAt, endedAt, failedRatio, costRatio, slo } = incident
  const length = endedAt === null ? 'still going on' : `for ${durationInWords(endedAt - startedAt)}`
  const parts = [
    `*${escapedLine(what)}* on ${escapedLine(service)}, ${slackTime(startedAt)}, ${length}`,
    failedRatio === null ? '' : `${sharePercentText(failedRatio)} of requests failed`,
    costRatio === null
      ? 'cost not known yet'
      : `cost ${sharePercentText(costRatio)} of the ${slo === null ? '' : `${escapedLine(slo)} `}budget`,
    `entered by ${/^[UW][A-Z0-9]+$/.test(incident.enteredBy) ? `<@${incident.enteredBy}>` : escapedLine(incident.enteredBy)}`,
  ]
  return `• ${parts.filter((part) => part !== '').join(' · ')}`
}
