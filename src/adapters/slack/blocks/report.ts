import type { KnownBlock } from '@slack/types'
import type { PageLink } from '../../../core/announcements/page-of.ts'
import type {
  Figure,
  ReportCell,
  ReportDocument,
  ReportPart,
  ReportSection,
} from '../../../core/reports/report-document.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { clipped, MAX_BUTTON_TEXT, MAX_SECTION_TEXT, withinMessageLimits } from './limits.ts'
import { linkToPage } from './page-link.ts'
import { actions, context, facts, header, plainText, section } from './parts.ts'
import { splitText } from './split-text.ts'

/** Rows and lines below one heading; the page has all. */
const MOST_LINES = 15
/** In one block. */
const MOST_FACTS = 10

/** A report's headline: what a channel is told of it. */
export const reportHead = ({ title, about, notes, headline }: ReportDocument): readonly KnownBlock[] => [
  header(title),
  context(escapedLine(about)),
  ...notes.map((note) => section(`*${escapedLine(note)}*`)),
  ...factBlocks(headline),
]

/** A part of a report under its heading. */
export const reportSection = ({ heading, parts }: ReportSection): readonly KnownBlock[] => {
  const [first, ...others] = parts.flatMap(partBlocks)
  const title = `*${escapedLine(heading)}*`
  return first?.type === 'section' && first.text !== undefined
    ? [section(clipped(`${title}\n${first.text.text}`, MAX_SECTION_TEXT)), ...others]
    : [section(title), ...(first === undefined ? [] : [first]), ...others]
}

/** A report for one person, as much of it as a message holds. */
export function reportAnswer(document: ReportDocument, link: PageLink | null): Answer {
  const { title, headline, sections } = document
  const text = [title, ...headline.map(({ label, value }) => `${label}: ${value}`)]
    .map(escapedLine)
    .join('; ')
  const [about, services] = [sections.filter(isAboutAll), sections.filter((one) => !isAboutAll(one))]
  const shown = services.length === 1 ? sections : about
  const more = sections.length - shown.length
  const last = [
    ...(more === 0 ? [] : [context(`${more} services have a part of their own in the whole report.`)]),
    ...(link === null ? [] : [openButton(link)]),
  ]
  return {
    text,
    blocks: withinMessageLimits(
      [...reportHead(document), ...shown.flatMap(reportSection)],
      last,
      wayTo(link),
    ),
  }
}

const isAboutAll = ({ service }: ReportSection): boolean => service === null

const wayTo = (link: PageLink | null): string | undefined =>
  link === null ? undefined : `${linkToPage(link)} has all of it`

/** Presses nothing in the bot: it opens the browser. */
const openButton = ({ url, words }: PageLink): KnownBlock =>
  actions({ type: 'button', action_id: 'open_report', text: plainText(words, MAX_BUTTON_TEXT), url })

function partBlocks(part: ReportPart): readonly KnownBlock[] {
  if (part.kind === 'picture') return []
  const title = part.title === null ? [] : [section(`*${escapedLine(part.title)}*`)]
  switch (part.kind) {
    case 'figures':
      return [...title, ...factBlocks(part.figures)]
    case 'lines':
      return textBlocks([...titleLine(part.title), ...few(part.lines.map(bulletFor(part.lines)))])
    case 'table':
      return textBlocks([...titleLine(part.title), ...few(part.rows.map((row) => rowLine(part, row)))])
  }
}

const titleLine = (title: string | null): readonly string[] =>
  title === null ? [] : [`*${escapedLine(title)}*`]

const textBlocks = (lines: readonly string[]): readonly KnownBlock[] =>
  splitText(lines.join('\n'), MAX_SECTION_TEXT).map(section)

const bulletFor =
  (lines: readonly string[]) =>
  (line: string): string =>
    lines.length > 1 ? `• ${escapedLine(line)}` : escapedLine(line)

function few(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return ['None.']
  const more = lines.length - MOST_LINES
  return more <= 0 ? lines : [...lines.slice(0, MOST_LINES), `… and ${more} more`]
}

/** `• *Checkout*: Objective 99.9% · Budget left *-10%*`; what is bad is bold. */
function rowLine(
  { columns }: Extract<ReportPart, { kind: 'table' }>,
  [name, ...cells]: readonly ReportCell[],
): string {
  const told = cells.map(({ text, tone }, place) => {
    const value = escapedLine(text)
    return `${columns[place + 1]?.title ?? ''} ${tone === 'bad' ? `*${value}*` : value}`
  })
  return `• *${escapedLine(name?.text ?? '')}*: ${told.join(' · ')}`
}

const factBlocks = (figures: readonly Figure[]): readonly KnownBlock[] =>
  Array.from({ length: Math.ceil(figures.length / MOST_FACTS) }, (_, index) =>
    facts(
      figures
        .slice(index * MOST_FACTS, (index + 1) * MOST_FACTS)
        .map(({ label, value }) => [escapedLine(label), escapedLine(value)]),
    ),
  )
