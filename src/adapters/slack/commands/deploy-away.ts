import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { plannedDay } from './plan-time.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const deployAway: Subcommand = {
  command: '/deploy',
  name: 'away',
  usage: '<@someone> <first day> [last day]',
  summary: 'notes that somebody is away, so that nothing risky is planned without them',
  async run({ words, useCases, userId, now }) {
    const person = words.find((word) => word.userId !== null)?.userId ?? null
    const days = words.filter((word) => word.userId === null).map(({ text }) => text)
    const from = plannedDay(days[0] ?? '', now, 'UTC')
    const until = plannedDay(days[1] ?? days[0] ?? '', now, 'UTC')
    if (person === null || from === undefined || until === undefined || days.length > 2)
      return plainAnswer('Who, and when? `/deploy away @someone 2026-12-24 2026-12-31`, both days included.')
    const absence = { userId: person, from: from.toString(), until: until.toString() }
    const outcome = await useCases.calendar.noteAbsence(absence, userId)
    return plainAnswer(
      outcome.kind === 'refused'
        ? `:warning: ${escaped(outcome.message)}`
        : `:palm_tree: Noted: <@${person}> is away ${daysText(absence)}.`,
    )
  },
}

/** `on 2026-11-24`, `from 2026-11-24 to 2026-11-30`. */
export const daysText = ({ from, until }: { readonly from: string; readonly until: string }): string =>
  from === until ? `on ${from}` : `from ${from} to ${until}`

export const deployStakeholders: Subcommand = {
  command: '/deploy',
  name: 'stakeholders',
  usage: '<service> <@someone …>',
  summary: 'names who is told of planned deployments and asked to watch them',
  async run({ words, useCases, userId }) {
    const people = words.flatMap((word) => (word.userId === null ? [] : [word.userId]))
    const typed = words.find((word) => word.userId === null)?.text
    if (typed === undefined || people.length === 0)
      return plainAnswer('Please name the service and people: `/deploy stakeholders &lt;service&gt; @a @b`')
    const service = resolveName(typed, useCases.catalog().services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const outcome = await useCases.calendar.nameStakeholders(service.name, people, userId)
    return plainAnswer(
      outcome.kind === 'refused'
        ? `:warning: ${escaped(outcome.message)}`
        : `:eyes: Watching ${escapedLine(service.name)}: ${people.map((id) => `<@${id}>`).join(', ')}.`,
    )
  },
}
