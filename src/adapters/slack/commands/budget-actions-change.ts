import type { ActOutcome } from '../../../core/kernel/act-outcome.ts'
import type { TopAction } from '../../../core/actions/action.ts'
import type { Answer } from '../answer.ts'
import { plainAnswer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import type { SlackUseCases } from '../use-cases.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import type { Word } from './words.ts'

export const budgetActionsAdd: Subcommand = {
  command: '/budget',
  name: 'actions add',
  usage: '<service> <text> <@owner>',
  summary: 'puts a top action at the end of the service’s list',
  async run({ words, useCases, userId }) {
    const [first, ...rest] = words
    const ownerId = rest.at(-1)?.userId
    const text = rest
      .slice(0, -1)
      .map((word) => word.text)
      .join(' ')
    if (first === undefined || ownerId === undefined || ownerId === null || text === '')
      return plainAnswer(
        'Please give the service, what is to be done, and who: `/budget actions add &lt;service&gt; Fix the leak @someone`',
      )
    const service = resolveName(first.text, useCases.catalog().services.keys(), 'service')
    if (service.kind === 'unresolved') return plainAnswer(service.message)
    const outcome = await useCases.actions.addTop({ service: service.name, text, ownerId, userId })
    return answered(outcome, 'On the list')
  },
}

export const budgetActionsDone: Subcommand = {
  command: '/budget',
  name: 'actions done',
  usage: '[service] <n>',
  summary: 'takes the top action with this number off the list',
  async run({ words, useCases, userId }) {
    const place = await placeIn(words, useCases, '/budget actions done')
    if ('problem' in place) return plainAnswer(place.problem)
    return answered(await useCases.actions.finishTop(place.service, place.number, userId), 'Done')
  },
}

export const budgetActionsMove: Subcommand = {
  command: '/budget',
  name: 'actions move',
  usage: '[service] <n> <up|down>',
  summary: 'moves a top action one place up or down',
  async run({ words, useCases, userId }) {
    const direction = words.at(-1)?.text.toLowerCase()
    if (direction !== 'up' && direction !== 'down')
      return plainAnswer('Please end with `up` or `down`: `/budget actions move &lt;service&gt; 2 up`')
    const place = await placeIn(words.slice(0, -1), useCases, '/budget actions move')
    if ('problem' in place) return plainAnswer(place.problem)
    const outcome = await useCases.actions.moveTop(place.service, place.number, direction, userId)
    return answered(outcome, 'Moved')
  },
}

/** A service and a place in its list. The service may be left out while only one has top actions. */
async function placeIn(
  words: readonly Word[],
  useCases: SlackUseCases,
  command: string,
): Promise<{ readonly service: string; readonly number: number } | { readonly problem: string }> {
  const typed = words.at(-1)?.text ?? ''
  const number = /^[1-9]\d?$/.test(typed) ? Number(typed) : null
  if (number === null || words.length > 2)
    return {
      problem: `Please give the service and the number that \`/budget actions\` shows: \`${command} &lt;service&gt; 2\``,
    }
  const [first] = words
  if (words.length === 2 && first !== undefined) {
    const service = resolveName(first.text, useCases.catalog().services.keys(), 'service')
    return service.kind === 'unresolved' ? { problem: service.message } : { service: service.name, number }
  }
  const services = new Set((await useCases.actions.top()).map(({ service }) => service))
  const [only] = services
  if (only === undefined) return { problem: 'There are no top actions.' }
  if (services.size > 1)
    return {
      problem: `Several services have top actions: ${[...services].map(escapedLine).join(', ')}. Name one.`,
    }
  return { service: only, number }
}

function answered(outcome: ActOutcome<TopAction>, what: string): Answer {
  if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
  const { text, owner } = outcome.thing
  return plainAnswer(`:white_check_mark: ${what}: ${escapedLine(text)} (<@${owner.userId}>)`)
}
