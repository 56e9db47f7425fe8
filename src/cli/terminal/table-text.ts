import { type ColumnNeed, columnWidths } from './column-widths.ts'
import { plain } from './plain.ts'
import { type Look, standardOutput, type Terminal } from './terminal.ts'
import { padded, textWidth } from './text-width.ts'
import { widestWord, wrappedText } from './wrapped-text.ts'

/** A text, or one with a look. */
export type Cell = string | { readonly text: string; readonly look: Look }

export interface TableOptions {
  /** The first row names the columns. */
  readonly headed?: true
  /** Columns that are left out, the last first, where the terminal has no room for all. */
  readonly optional?: readonly number[]
  readonly terminal?: Terminal
}

type Row = readonly Cell[]

const GAP = 2

/**
 * Rows as lines of aligned columns, indented by two, no wider than the terminal. The last cell of a row that is shorter than
 * others takes all of the rest. Where words would have to be broken, a headed table becomes a list of its rows.
 */
export function tableText(rows: readonly Row[], options: TableOptions = {}): readonly string[] {
  const { headed, optional = [], terminal = standardOutput() } = options
  const [headings = [], ...others] = rows
  const styled = headed === true ? [headings.map((cell) => withLook(cell, 'heading')), ...others] : rows
  for (let leftOut = 0; leftOut <= optional.length; leftOut += 1) {
    const without = new Set(optional.slice(optional.length - leftOut))
    const kept = styled.map((row) => row.filter((_, column) => !without.has(column)))
    const widths = fittingWidths(kept, terminal.columns - GAP, headed === true)
    if (widths !== undefined) return kept.flatMap((row) => rowLines(row, widths, terminal, GAP))
  }
  return others.flatMap((row) => listed(headings, row, terminal))
}

const textOf = (cell: Cell): string => plain(typeof cell === 'string' ? cell : cell.text)

const withLook = (cell: Cell, look: Look): Cell => ({ text: textOf(cell), look })

/** Undefined where a word would have to be broken, if words are to stay whole. Headings give way before what stands below them. */
function fittingWidths(
  rows: readonly Row[],
  columns: number,
  headed: boolean,
): readonly number[] | undefined {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const available = columns - GAP * Math.max(0, count - 1)
  const share = Math.max(1, Math.floor(available / count))
  const needs = Array.from({ length: count }, (_, column): ColumnNeed & { readonly body: number } => {
    const texts = rows.map((row) => {
      const cell = row[column] ?? ''
      const takesTheRest = column === row.length - 1 && row.length < count
      return takesTheRest ? '' : textOf(cell)
    })
    const word = Math.max(0, ...texts.map(widestWord))
    const [heading = '', ...below] = texts
    return {
      natural: Math.max(0, ...texts.map(textWidth)),
      body: Math.max(widestWord(heading), ...below.map(textWidth)),
      least: headed ? word : Math.min(word, share),
    }
  })
  const isRoomy = needs.reduce((sum, { natural }) => sum + natural, 0) <= available
  return columnWidths(
    isRoomy || !headed ? needs : needs.map(({ body, least }) => ({ natural: body, least })),
    available,
  )
}

function rowLines(row: Row, widths: readonly number[], terminal: Terminal, indent: number): string[] {
  const last = row.length - 1
  const cells = row.map((cell, column) => {
    const width =
      column < last ? (widths[column] ?? 0) : widths.slice(column).reduce((all, one) => all + GAP + one, -GAP)
    const roomy = terminal.columns === Infinity && column === last ? Infinity : width
    return { cell, width, lines: wrappedText(textOf(cell), roomy) }
  })
  const height = Math.max(1, ...cells.map(({ lines }) => lines.length))
  return Array.from({ length: height }, (_, at) => {
    const line = cells.map(({ cell, width, lines }, column) => {
      const text = lines[at] ?? ''
      const filled = column === last ? text : padded(text, width)
      return typeof cell === 'string' || text === ''
        ? filled
        : filled.replace(text, () => terminal.paint(text, cell.look))
    })
    return `${' '.repeat(indent)}${line.join(' '.repeat(GAP))}`.trimEnd()
  })
}

/** One row as a list: its first cell, and below it each of the others behind its heading. */
function listed(headings: Row, [first = '', ...rest]: Row, terminal: Terminal): readonly string[] {
  const pairs = rest
    .map((cell, column): Row => [withLook(headings[column + 1] ?? '', 'quiet'), cell])
    .filter(([, cell = '']) => textOf(cell) !== '')
  const widths = fittingWidths(pairs, terminal.columns - 2 * GAP, false) ?? []
  return [
    ...wrappedText(textOf(first), terminal.columns - GAP).map(
      (line) => `${' '.repeat(GAP)}${terminal.paint(line, 'heading')}`,
    ),
    ...pairs.flatMap((pair) => rowLines(pair, widths, terminal, 2 * GAP)),
  ]
}
