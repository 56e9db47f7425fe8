import { plain } from './plain.ts'

/** Text from the outside as it stands, in one line of Markdown. */
export const escaped = (text: string): string => plain(text).replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`)

/** Nothing without rows. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return []
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    [line(headings), line(headings.map(() => '---')), ...rows.map((row) => line(row.map(escaped)))].join(
      '\n',
    ),
  ]
}
