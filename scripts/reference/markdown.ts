/** Cells are not padded: one longer word would change every line of a table. */
export const page = (parts: readonly string[]): string =>
  `${parts.filter((part) => part !== '').join('\n\n')}\n`

export const GENERATED = '<!-- Written by `npm run reference`. -->'

/** A table; no table where there are no rows. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : [heads, heads.map(() => '---'), ...rows]
        .map((cells) => `| ${cells.map(inCell).join(' | ')} |`)
        .join('\n')

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')

/** In backquotes, whatever stands in it. */
export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

/** What a placeholder such as `<name>` would otherwise be taken for. */
export const prose = (text: string): string =>
  text.replaceAll(/<([^>`]*)>(?=[^`]*(?:`[^`]*`[^`]*)*$)/g, '\\<$1>')
