import type { Report } from '../../core/reports/report.ts'
import type { Figure, ReportPart, Tone } from '../../core/reports/report-document.ts'
import { reportDocument } from '../../core/reports/report-in-words.ts'
import { plain } from './plain.ts'
import { type Cell, tableText } from './table-text.ts'
import type { Look, Terminal } from './terminal.ts'
import { wrappedText } from './wrapped-text.ts'

/** A report for a terminal. Pictures are left out. */
export function reportText(report: Report, terminal: Terminal): string {
  const { title, about, notes, headline, sections } = reportDocument(report)
  const heading = (text: string): string =>
    wrapped(text, terminal, 0)
      .map((line) => terminal.paint(line, 'heading'))
      .join('\n')
  return [
    [
      heading(title),
      ...wrapped(about, terminal, 0),
      ...notes.flatMap((note) => wrapped(note, terminal, 0)),
    ].join('\n'),
    figureLines(headline, terminal).join('\n'),
    ...sections.flatMap(({ heading: text, parts }) => [
      heading(text),
      ...parts.map((part) => partLines(part, terminal).join('\n')).filter((lines) => lines !== ''),
    ]),
  ].join('\n\n')
}

function partLines(part: ReportPart, terminal: Terminal): readonly string[] {
  if (part.kind === 'picture') return []
  const title = part.title === null ? [] : wrapped(part.title, terminal, 2)
  switch (part.kind) {
    case 'figures':
      return [...title, ...figureLines(part.figures, terminal)]
    case 'lines':
      return [...title, ...part.lines.flatMap((line) => wrapped(line, terminal, part.title === null ? 2 : 4))]
    case 'table':
      return [
        ...title,
        ...tableText(
          [
            part.columns.map((column) => column.title.toUpperCase()),
            ...part.rows.map((row) => row.map(({ text, tone }) => styled(text, tone))),
          ],
          { headed: true, terminal },
        ),
      ]
  }
}

const figureLines = (figures: readonly Figure[], terminal: Terminal): readonly string[] =>
  tableText(
    figures.map(({ label, value, tone }) => [plain(label), styled(value, tone)]),
    { terminal },
  )

const LOOKS: Readonly<Record<Tone, Look | null>> = { good: 'good', bad: 'bad', unknown: 'quiet', plain: null }

function styled(text: string, tone: Tone): Cell {
  const look = LOOKS[tone]
  return look === null ? plain(text) : { text: plain(text), look }
}

const wrapped = (text: string, { columns }: Terminal, indent: number): readonly string[] =>
  wrappedText(plain(text), columns - indent).map((line) => `${' '.repeat(indent)}${line}`)
