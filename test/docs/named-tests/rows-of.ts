/** A row of a table whose last column names the tests that hold it. */
export interface ProvenRow {
  readonly line: number
  readonly subject: string
  readonly tests: readonly NamedTest[]
}

export interface NamedTest {
  readonly file: string
  readonly title: string
}

const CELL_ENDS = /(?<!\\)\|/
const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .split(CELL_ENDS)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

const NAMED = /`(test\/[^`]+\.test\.ts)` › "([^"]+)"(?: › "([^"]+)")*/g

/** The rows of every table of a page whose last column is headed *test*. */
export function rowsOf(page: string): readonly ProvenRow[] {
  const rows: ProvenRow[] = []
  let isProven = false
  page.split('\n').forEach((text, index, lines) => {
    if (!text.startsWith('|')) isProven = false
    else if (/^\|[-| :]+\|$/.test(text)) isProven = cellsOf(lines[index - 1] ?? '').at(-1) === 'test'
    else if (isProven) rows.push(rowOf(text, index + 1))
  })
  return rows
}

function rowOf(text: string, line: number): ProvenRow {
  const cells = cellsOf(text)
  const tests = [...(cells.at(-1) ?? '').matchAll(NAMED)].flatMap(([whole, file = '']) =>
    [...whole.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  )
  return { line, subject: cells.slice(0, 2).join(': '), tests }
}
