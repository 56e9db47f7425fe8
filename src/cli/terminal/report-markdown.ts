import type { Report } from '../../core/reports/report.ts'
import type { Figure, ReportPart } from '../../core/reports/report-document.ts'
import { reportDocument } from '../../core/reports/report-in-words.ts'
import { escaped, markdownTable } from './markdown.ts'

/** A report as a page in Markdown, for a wiki or a review. Pictures are left out. */
export function reportMarkdown(report: Report): string {
  const { title, about, notes, headline, sections } = reportDocument(report)
  return [
    `# ${escaped(title)}`,
    escaped(about),
    ...notes.map((note) => `**${escaped(note)}**`),
    figureList(headline),
    ...sections.flatMap(({ heading, parts }) => [`## ${escaped(heading)}`, ...parts.flatMap(partBlocks)]),
  ].join('\n\n')
}

function partBlocks(part: ReportPart): readonly string[] {
  if (part.kind === 'picture') return []
  const title = part.title === null ? [] : [`### ${escaped(part.title)}`]
  switch (part.kind) {
    case 'figures':
      return [...title, figureList(part.figures)]
    case 'lines':
      return [...title, part.lines.map((line) => `- ${escaped(line)}`).join('\n')]
    case 'table':
      return [
        ...title,
        ...markdownTable(
          part.columns.map((column) => column.title),
          part.rows.map((row) => row.map(({ text }) => text)),
        ),
      ]
  }
}

const figureList = (figures: readonly Figure[]): string =>
  figures.map(({ label, value }) => `- ${escaped(label)}: ${escaped(value)}`).join('\n')
