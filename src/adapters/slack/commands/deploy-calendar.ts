import { DAY_MS } from '../../../core/kernel/time/duration.ts'
import { plainAnswer } from '../answer.ts'
import { section } from '../blocks/parts.ts'
import { escapedLine } from '../escape.ts'
import { changeTitle, namesOf } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import { daysText } from './deploy-away.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

const SHOWN_MS = 14 * DAY_MS
const MOST_LINES = 30

export const deployCalendar: Subcommand = {
  command: '/deploy',
  name: 'calendar',
  usage: '[service]',
  summary: 'planned deployments, freezes and absences of the next two weeks',
  async run({ words, useCases }) {
    const [typed] = words
    const service =
      typed === undefined ? null : resolveName(typed.text, useCases.catalog().services.keys(), 'service')
    if (service?.kind === 'unresolved') return plainAnswer(service.message)
    const { plans, freezes, absences } = await useCases.calendar.agenda(service?.name, SHOWN_MS)
    const names = namesOf(useCases)
    const lines = [
      ...plans.map(
        (plan) =>
          `:date: ${slackTime(plan.at)}: *${escapedLine(changeTitle(plan, names))}* of ${escapedLine(plan.service)} at ${escapedLine(plan.revision)}, ${escapedLine(plan.risk)} risk, by <@${plan.plannedBy}> \`${plan.id}\``,
      ),
      ...freezes.map(
        ({ window, from, until }) =>
          `:snowflake: ${slackTime(from)} to ${slackTime(until)}: freeze ${escapedLine(window.name)}, ${escapedLine(window.reason)}`,
      ),
      ...absences.map((absence) => `:palm_tree: <@${absence.userId}> is away ${daysText(absence)}`),
    ]
    if (lines.length === 0) return plainAnswer('Nothing is planned in the next two weeks.')
    const more = lines.length - MOST_LINES
    const text = [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n')
    return { text: 'The next two weeks', blocks: [section('*The next two weeks*'), section(text)] }
  },
}
