import { ALERT_ACTOR, ALL_SERVICES } from '../../../core/freezes/declared-freeze.ts'
import type { DeclaredFreeze } from '../../../core/freezes/declared-freeze.ts'
import type { ScheduledFreeze } from '../../../core/policy/freeze-window.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'

export const scopeTitle = (service: string): string =>
  service === ALL_SERVICES ? 'all services' : escapedLine(service)

/** A declared freeze or a correctness incident, on one line of mrkdwn. */
export function declaredLine({
  kind,
  service,
  reason,
  declaredBy,
  declaredAt,
  until,
}: DeclaredFreeze): string {
  const what =
    kind === 'freeze'
      ? `:ice_cube: *Freeze* of ${scopeTitle(service)}`
      : `:rotating_light: *Correctness incident* on ${scopeTitle(service)}`
  const end =
    kind === 'correctness'
      ? 'until its postmortem is filed'
      : until === null
        ? 'until it is lifted'
        : `until ${slackTime(until)}`
  return `• ${what}: ${escapedLine(reason)} · since ${slackTime(declaredAt)}, ${end} · ${declaredBy === ALERT_ACTOR ? 'by an alert' : `<@${declaredBy}>`}`
}

/** A period of a scheduled freeze, on one line of mrkdwn. */
export function scheduledLine({ window, from, until }: ScheduledFreeze, now: number): string {
  const where = window.services === null ? 'all services' : window.services.map(escapedLine).join(', ')
  const what = window.changes === null ? '' : ` (${window.changes.map(escapedLine).join(', ')})`
  const isNow = from <= now
  const mark = isNow ? ':ice_cube:' : ':calendar:'
  const when = isNow ? `until ${slackTime(until)}` : `from ${slackTime(from)} until ${slackTime(until)}`
  return `• ${mark} *${escapedLine(window.name)}* of ${where}${what}: ${escapedLine(window.reason)} · ${when}`
}
