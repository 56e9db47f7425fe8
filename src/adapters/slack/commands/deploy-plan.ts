import type { Words } from '../../../core/kernel/prompt.ts'
import { conflictText } from '../../../core/calendar/conflict-text.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { plannedTime } from './plan-time.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const deployPlan: Subcommand = {
  command: '/deploy',
  name: 'plan',
  usage: '<service> <revision> <change-type> [risk] <day> <time>',
  summary: 'puts a deployment into the calendar: tomorrow 10:00, monday 10:00, 2026-11-24 10:00',
  async run({ words, useCases, userId, now }) {
    const [serviceWord, revision, changeWord, ...rest] = words.map(({ text }) => text)
    if (serviceWord === undefined || revision === undefined || changeWord === undefined || rest.length === 0)
      return plainAnswer(
        'Please give all of it: `/deploy plan &lt;service&gt; &lt;revision&gt; &lt;change-type&gt; tomorrow 10:00`',
      )
    const catalog = useCases.catalog()
    const service = resolveName(serviceWord, catalog.services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const policy = governed(catalog, service.name)?.policy
    const change = resolveName(changeWord, policy?.changes.keys() ?? [], 'change type')
    if (change.kind === 'unresolved') return plainAnswer(change.message)
    const risk = policy?.risks.has(rest[0] ?? '') === true ? (rest[0] ?? null) : null
    const when = risk === null ? rest : rest.slice(1)
    const at = plannedTime(when, now, policy?.timeZone ?? 'UTC')
    if (at === undefined)
      return plainAnswer(
        `When? “${escapedLine(when.join(' ').slice(0, 60))}” is no time: \`tomorrow 10:00\`, \`monday 10:00\` or \`2026-11-24 10:00\`.`,
      )
    const outcome = await useCases.calendar.plan({
      service: service.name,
      revision,
      change: change.name,
      risk,
      at,
      userId,
    })
    // A refusal names people by mentions, and revisions as their requesters wrote them.
    if (outcome.kind === 'refused') return plainAnswer(`:warning: ${mentionsKept(outcome.message)}`)
    const { plan, conflicts, stakeholders } = outcome.thing
    const watching =
      stakeholders.length === 0 ? '' : ` Asked to watch: ${stakeholders.map((id) => `<@${id}>`).join(', ')}.`
    const beside = conflicts.map((conflict) => `\n:warning: ${mentionsKept(conflictText(conflict))}`).join('')
    return plainAnswer(
      `:date: Planned for ${slackTime(plan.at)} as \`${plan.id}\`.${watching}${beside}\nThis is no approval: \`/deploy request\` asks for one.`,
    )
  },
}

/** Escaped, but for mentions of people. */
const mentionsKept = (text: Words): string => escaped(text).replaceAll(/&lt;@([UW][A-Z0-9]+)&gt;/g, '<@$1>')

export const deployUnplan: Subcommand = {
  command: '/deploy',
  name: 'unplan',
  usage: '<plan>',
  summary: 'takes a planned deployment out of the calendar',
  async run({ words, useCases, userId }) {
    const [id] = words
    if (id === undefined) return plainAnswer('Which one? `/deploy calendar` shows the plans.')
    const outcome = await useCases.calendar.cancelPlan(id.text, userId)
    return plainAnswer(
      outcome.kind === 'refused'
        ? `:warning: ${escaped(outcome.message)}`
        : ':wastebasket: Called off; its stakeholders are told.',
    )
  },
}
