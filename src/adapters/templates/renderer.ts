import type { Liquid, Template } from 'liquidjs'
import type { Announcement } from '../../core/announcements/announcement.ts'
import { percentText } from '../../core/budgets/percent.ts'
import type { Boundaries } from './filters.ts'
import type { AddedFacts } from './known-facts.ts'
import { TemplateError, UnknownContent } from './message-errors.ts'

/** Slack refuses a message at about 13,000 characters; the rest is for buttons and the blocks' own words. */
export const MOST_CHARACTERS = 12_000

/** Says messages in the words of the templates. */
export interface Renderer {
  /**
   * The message as mrkdwn, everything that people typed escaped. `continuesUrl` is where the post that `continues` names
   * can be read. Throws UnknownContent or TemplateError: such a message can never be sent.
   */
  text(content: Announcement, continuesUrl?: string | null): string
  /** A share of a budget as the templates write it: never across a boundary of the policies. */
  percent(ratio: number): string
}

/** Templates by file name without its ending. */
export type Templates = Pick<ReadonlyMap<string, Template[]>, 'get'>

export function templateRenderer(liquid: Liquid, templates: Templates, boundaries?: Boundaries): Renderer {
  return {
    percent: (ratio) => percentText(ratio, boundaries?.()),
    text: (content, continuesUrl = null) => cut(render(liquid, templates, content, continuesUrl)),
  }
}

/** As the template gives it, however long. Throws like `Renderer.text`. */
export function render(
  liquid: Liquid,
  templates: Templates,
  content: Announcement,
  continuesUrl: string | null,
): string {
  const name = templateOf(content)
  const template = templates.get(name)
  if (template === undefined) throw new UnknownContent(`no template ${name}.liquid for "${content.kind}"`)
  const added: AddedFacts = { continuesUrl }
  try {
    return tidy(String(liquid.renderSync(template, { ...YOUNGER_FACTS, ...content, ...added })))
  } catch (error) {
    throw new TemplateError(`${name}.liquid: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** Facts that a message lacks which an older version owed, and that is sent after an upgrade. */
const YOUNGER_FACTS = { incident: null }

const templateOf = (content: Announcement): string =>
  content.kind === 'level-announcement' ? content.template : content.kind

/** Lines that were left out leave no gap behind. */
const tidy = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** Slack refuses a message that is too long, so it is cut at a line. */
function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text
  const kept = text.slice(0, MOST_CHARACTERS - 2)
  const end = kept.lastIndexOf('\n')
  return `${kept.slice(0, end === -1 ? kept.length : end)}\n…`
}
