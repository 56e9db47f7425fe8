import type { KnownBlock } from '@slack/types'
import type { Link } from '../../../core/budgets/links.ts'
import { escapedLine } from '../escape.ts'
import { section } from './parts.ts'

/** `Where to look: Dashboard · Runbook`, each a link; nothing where there is none. */
export const linkBlocks = (links: readonly Link[]): readonly KnownBlock[] => linkLines(links).map(section)

/** The same as a line of a paragraph. */
export const linkLines = (links: readonly Link[] = []): readonly string[] =>
  links.length === 0 ? [] : [`Where to look: ${links.map(linkTo).join(' · ')}`]

const linkTo = ({ title, url }: Link): string => `<${escapedLine(url)}|${escapedLine(title)}>`
