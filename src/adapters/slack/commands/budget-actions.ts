import { actionLine } from '../../../core/actions/action-lines.ts'
import type { SlackUseCases } from '../use-cases.ts'
import { plainAnswer } from '../answer.ts'
import { section, header } from '../blocks/parts.ts'
import { splitText } from '../blocks/split-text.ts'
import { MAX_SECTION_TEXT, withinMessageLimits } from '../blocks/limits.ts'
import { escapedLine } from '../escape.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetActions: Subcommand = {
  command: '/budget',
  name: 'actions',
  usage: '[service]',
  summary: 'lists what is open: mandatory actions with their deadlines, and top actions',
  async run({ words, useCases, now }) {
    const [typed] = words
    const known = [...useCases.catalog().services.keys()]
    const resolved = typed === undefined ? null : resolveName(typed.text, known, 'service')
    if (resolved?.kind === 'unresolved') return plainAnswer(resolved.message)
    const paragraphs: string[] = []
    for (const service of resolved === null ? known : [resolved.name]) {
      const lines = await linesOf(useCases, service, now)
      if (lines.length > 0) paragraphs.push(lines.join('\n'))
    }
    if (paragraphs.length === 0) return plainAnswer('No actions are open.')
    const blocks = paragraphs.flatMap((paragraph) => splitText(paragraph, MAX_SECTION_TEXT).map(section))
    return {
      text: `Open actions\n${paragraphs.join('\n')}`.slice(0, MAX_SECTION_TEXT),
      blocks: withinMessageLimits([header('Open actions'), ...blocks]),
    }
  },
}

async function linesOf(useCases: SlackUseCases, service: string, now: number): Promise<string[]> {
  const title = useCases.catalog().services.get(service)?.title ?? service
  const open = await useCases.actions.open(service)
  const top = await useCases.actions.top(service)
  if (open.length + top.length === 0) return []
  return [
    `*${escapedLine(title)}*`,
    ...open.map((action) => `• ${escapedLine(actionLine(action, now, useCases.roleBook()))}`),
    ...(top.length === 0 ? [] : ['Top actions:']),
    ...top.map(({ text, owner }, index) => `${index + 1}. ${escapedLine(text)} (<@${owner.userId}>)`),
  ]
}
