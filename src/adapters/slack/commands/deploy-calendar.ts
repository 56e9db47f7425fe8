import { conflictText } from '../../../core/calendar/conflict-text.ts'
import type { Words } from '../../../core/kernel/prompt.ts'
import { DAY_MS } from '../../../core/kernel/time/duration.ts'
import { readTime, timeText } from '../../../core/kernel/time/typed-time.ts'
import { governed, type Catalog } from '../../../core/policy/catalog.ts'
import { actAnswer, plainAnswer } from '../answer.ts'
import { pagedList } from '../blocks/paged-list.ts'
import { pageWords } from './page-words.ts'
import { escaped, escapedLine } from '../escape.ts'
import { changeTitle, namesOf } from '../names.ts'
import { slackTime } from '../slack-time.ts'
import { resolveAnyService, resolveName, resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import { awayWords } from './away-words.ts'
import { peopleIn, textsBesidePeople } from './words.ts'
import type { PlannedDeployment } from '../../../core/calendar/planned-deployment.ts'
import { entriesText } from '../../../core/kernel/counted.ts'
import { riskIn } from '../../../core/policy/approval-words.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'

const SHOWN_MS = 14 * DAY_MS

export const deployCalendar: Subcommand = {
  command: '/deploy',
  name: 'calendar',
  usage: '[service] [page]',
  summary: 'planned deployments, freezes and absences of the next two weeks',
  async run({ words: all, useCases }) {
    const { page, words } = pageWords(all, useCases.catalog().services.keys())
    const service = resolveAnyService(words[0]?.text, useCases)
    const { plans, freezes, absences } = await useCases.calendar.agenda(service, SHOWN_MS)
    const names = namesOf(useCases)
    const { catalog } = names
    const lines = [
      ...plans.map(
        (plan) =>
          `:date: ${slackTime(plan.at)}: *${escapedLine(changeTitle(plan, names))}* of ${escapedLine(serviceTitle(catalog, plan.service))} at ${escapedLine(plan.revision)}, ${escapedLine(riskOf(plan, catalog))}, by <@${plan.plannedBy}> \`${plan.id}\``,
      ),
      ...freezes.map(
        ({ window, from, until }) =>
          `:snowflake: ${slackTime(from)} to ${slackTime(until)}: freeze ${escapedLine(window.name)}, ${escapedLine(window.reason)}`,
      ),
      ...absences.map((absence) => `:palm_tree: <@${absence.userId}> is away ${daysText(absence)}`),
    ]
    if (lines.length === 0) return plainAnswer('Nothing is planned in the next two weeks.')
    return pagedList({
      heading: '*The next two weeks*',
      summary: `The next two weeks: ${entriesText(lines.length)}`,
      lines,
      page,
      command: service === undefined ? '/deploy calendar' : `/deploy calendar ${service}`,
    })
  },
}

const riskOf = ({ service, risk }: PlannedDeployment, catalog: Catalog): string => {
  const policy = governed(catalog, service)?.policy
  return policy === undefined ? risk : riskIn(policy, risk)
}

/** `on 2026-11-24`, `from 2026-11-24 to 2026-11-30`. */
const daysText = ({ from, until }: { readonly from: string; readonly until: string }): string =>
  from === until ? `on ${from}` : `from ${from} to ${until}`

export const deployPlan: Subcommand = {
  command: '/deploy',
  name: 'plan',
  usage: '<service> <revision> <change-type> [risk] <day> <time>',
  summary: 'puts a deployment into the calendar: tomorrow 10:00, monday 9am, 2026-11-24 10:00',
  async run({ words, useCases, userId, now }) {
    const [serviceWord, revision, changeWord, ...rest] = words.map(({ text }) => text)
    if (serviceWord === undefined || revision === undefined || changeWord === undefined || rest.length === 0)
      return plainAnswer(
        'Please give all of it: `/deploy plan &lt;service&gt; &lt;revision&gt; &lt;change-type&gt; tomorrow 10:00`',
      )
    const catalog = useCases.catalog()
    const service = resolveService(serviceWord, useCases)
    const policy = governed(catalog, service)?.policy
    const change = resolveName(changeWord, policy?.changes.keys() ?? [], 'change type')
    const risk = policy?.risks.has(rest[0] ?? '') === true ? (rest[0] ?? null) : null
    const when = risk === null ? rest : rest.slice(1)
    const timeZone = await useCases.zoneFor(userId, service)
    const time = readTime(when.join(' '), { now, timeZone, tense: 'ahead' })
    if (time === undefined || time.isDay)
      return plainAnswer(
        `When? “${escapedLine(when.join(' ').slice(0, 60))}” is no time of a day: \`tomorrow 10:00\`, \`monday 9am\`, \`in 2 hours\` or \`2026-11-24 10:00\`.`,
      )
    const outcome = await useCases.calendar.plan({ service, revision, change, risk, at: time.at, userId })
    // A refusal names people by mentions, and revisions as their requesters wrote them.
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${mentionsKept(outcome.message)}`)
    const { plan, conflicts, stakeholders, isKnown, blocked, others } = outcome.thing
    const watching = stakeholders.length === 0 ? '' : ` Asked to watch: ${mentions(stakeholders)}.`
    const beside = conflicts
      .map(
        (conflict) =>
          `\n:warning: ${mentionsKept(conflictText(conflict, (name) => serviceTitle(catalog, name)))}`,
      )
      .join('')
    const today = blocked === null ? '' : `\n:no_entry: ${escaped(blocked)}`
    const also = others
      .map(
        (other) =>
          `\n:date: It is also planned for ${slackTime(other.at)}: \`/deploy unplan ${other.id}\` takes that out.`,
      )
      .join('')
    if (isKnown)
      return plainAnswer(
        `:date: Planned already, for ${timeText(plan.at, now, timeZone)} by <@${plan.plannedBy}>, as \`${plan.id}\`: nothing was added.${today}`,
      )
    return plainAnswer(
      `:date: Planned for ${timeText(plan.at, now, timeZone)} as \`${plan.id}\`.${watching}${today}${beside}${also}\nThis is no approval: \`/deploy request\` asks for one.`,
    )
  },
}

/** Escaped, but for mentions of people. */
const mentionsKept = (text: Words): string => escaped(text).replaceAll(/&lt;@([UW][A-Z0-9]+)&gt;/g, '<@$1>')
const mentions = (userIds: readonly string[]): string => userIds.map((id) => `<@${id}>`).join(', ')

export const deployUnplan: Subcommand = {
  command: '/deploy',
  name: 'unplan',
  usage: '<plan>',
  summary: 'takes a planned deployment out of the calendar',
  async run({ words, useCases, userId }) {
    const [id] = words
    if (id === undefined) return plainAnswer('Which one? `/deploy calendar` shows the plans.')
    const outcome = await useCases.calendar.cancelPlan(id.text, userId)
    return actAnswer(outcome, () => ':wastebasket: Called off; its stakeholders are told.')
  },
}

export const deployAway: Subcommand = {
  command: '/deploy',
  name: 'away',
  usage: '<@someone> <first day> [last day] | until <day>',
  summary: 'notes that somebody is away, so that nothing risky is planned without them',
  async run({ words, useCases, userId, now }) {
    const [person] = peopleIn(words)
    const days = textsBesidePeople(words)
    const typing = { now, timeZone: await useCases.zoneFor(userId, null), tense: 'ahead' } as const
    const away = awayWords(days, typing)
    if (person === undefined || away === undefined)
      return plainAnswer(
        'Who, and when? `/deploy away @someone 2026-12-24 2026-12-31`, `tomorrow`, `24 dec to 31 dec` or `until friday`, both days included.',
      )
    const absence = { userId: person, ...away }
    const outcome = await useCases.calendar.noteAbsence(absence, userId)
    return actAnswer(outcome, () => `:palm_tree: Noted: <@${person}> is away ${daysText(absence)}.`)
  },
}

export const deployStakeholders: Subcommand = {
  command: '/deploy',
  name: 'stakeholders',
  usage: '<service> <@someone …>',
  summary: 'names who is told of planned deployments and asked to watch them',
  async run({ words, useCases, userId }) {
    const people = peopleIn(words)
    const [typed] = textsBesidePeople(words)
    if (typed === undefined || people.length === 0)
      return plainAnswer('Please name the service and people: `/deploy stakeholders &lt;service&gt; @a @b`')
    const service = resolveService(typed, useCases)
    const outcome = await useCases.calendar.nameStakeholders(service, people, userId)
    return actAnswer(
      outcome,
      () => `:eyes: Watching ${escapedLine(serviceTitle(useCases.catalog(), service))}: ${mentions(people)}.`,
    )
  },
}
