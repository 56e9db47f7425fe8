import { actionLine } from '../../../core/actions/action-lines.ts'
import { promptsOf } from '../../../core/actions/action-list.ts'
import type { TopAction } from '../../../core/actions/action.ts'
import type { ActOutcome } from '../../../core/kernel/act-outcome.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import { actAnswer, type Answer, plainAnswer } from '../answer.ts'
import { withinMessageLimits } from '../blocks/limits.ts'
import { promptRow } from '../blocks/prompts.ts'
import { pagedList } from '../blocks/paged-list.ts'
import { pageWords } from './page-words.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import { resolveAnyService, resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import { lineOf, type Word } from './words.ts'

export const budgetActions: Subcommand = {
  command: '/budget',
  name: 'actions',
  usage: '[service] [page]',
  summary: 'lists what is open: mandatory actions with their deadlines, and top actions',
  async run({ words: all, useCases, now }) {
    const { page, words } = pageWords(all, useCases.catalog().services.keys())
    const wanted = resolveAnyService(words[0]?.text, useCases)
    const lines: string[] = []
    for (const service of wanted === undefined ? useCases.catalog().services.keys() : [wanted]) {
      lines.push(...(await linesOf(useCases, service, now)))
    }
    if (lines.length === 0) return plainAnswer('No actions are open.')
    const answer = pagedList({
      heading: '*Open actions*',
      summary: `Open actions: ${lines.length}`,
      lines,
      page,
      command: wanted === undefined ? '/budget actions' : `/budget actions ${wanted}`,
    })
    if (wanted === undefined || page > 1) return answer
    // Of one service the numbers are those on the buttons.
    const rows = (await useCases.actions.open(wanted)).map((action, index) =>
      promptRow(promptsOf(action), ` ${index + 1}`),
    )
    return { ...answer, blocks: withinMessageLimits(answer.blocks, rows.flat()) }
  },
}

async function linesOf(useCases: UseCases, service: string, now: number): Promise<string[]> {
  const title = useCases.catalog().services.get(service)?.title ?? service
  const open = await useCases.actions.open(service)
  const top = await useCases.actions.top(service)
  // Each line names its service, because a page may begin anywhere.
  const of = `*${escapedLine(title)}*`
  return [
    ...open.map(
      (action, index) =>
        `• ${of}: ${index + 1}. ${escapedLine(actionLine(action, now, useCases.roleBook()))}`,
    ),
    ...top.map((action, index) => `• ${of}: top action ${index + 1}. ${topActionText(action)}`),
  ]
}

const topActionText = ({ text, owner }: TopAction): string => `${escapedLine(text)} (<@${owner.userId}>)`

export const budgetActionsAdd: Subcommand = {
  command: '/budget',
  name: 'actions add',
  usage: '<service> <text> <@owner>',
  summary: 'puts a top action at the end of the service’s list',
  async run({ words, useCases, userId }) {
    const [first, ...rest] = words
    const ownerId = rest.at(-1)?.userId
    const text = lineOf(rest.slice(0, -1))
    if (first === undefined || ownerId === undefined || ownerId === null || text === '')
      return plainAnswer(
        'Please give the service, what to do, and who: `/budget actions add &lt;service&gt; Fix the leak @someone`',
      )
    const service = resolveService(first.text, useCases)
    return answered(await useCases.actions.addTop({ service, text, ownerId, userId }), 'On the list')
  },
}

export const budgetActionsDone: Subcommand = {
  command: '/budget',
  name: 'actions done',
  usage: '[service] <n>',
  summary: 'takes the top action with this number off the list',
  async run({ words, useCases, userId }) {
    const { service, number } = await placeIn(words, useCases, '/budget actions done')
    return answered(await useCases.actions.finishTop(service, number, userId), 'Done')
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
    const { service, number } = await placeIn(words.slice(0, -1), useCases, '/budget actions move')
    return answered(await useCases.actions.moveTop(service, number, direction, userId), 'Moved')
  },
}

/** A service and a place in its list. The service may be left out while only one has top actions. Throws Misunderstood. */
async function placeIn(
  words: readonly Word[],
  useCases: UseCases,
  command: string,
): Promise<{ readonly service: string; readonly number: number }> {
  const typed = words.at(-1)?.text ?? ''
  if (!/^[1-9]\d?$/.test(typed) || words.length > 2)
    throw new Misunderstood(
      `Please give the service and the number that \`/budget actions\` shows: \`${command} &lt;service&gt; 2\``,
    )
  const number = Number(typed)
  const [first] = words
  if (words.length === 2 && first !== undefined)
    return { service: resolveService(first.text, useCases), number }
  const services = new Set((await useCases.actions.top()).map(({ service }) => service))
  const [only] = services
  if (only === undefined) throw new Misunderstood('There are no top actions.')
  if (services.size > 1)
    throw new Misunderstood(
      `Several services have top actions: ${[...services].map(escapedLine).join(', ')}. Name one.`,
    )
  return { service: only, number }
}

const answered = (outcome: ActOutcome<TopAction>, what: string): Answer =>
  actAnswer(outcome, (action) => `:white_check_mark: ${what}: ${topActionText(action)}`)
