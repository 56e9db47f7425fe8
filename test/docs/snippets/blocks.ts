/** A fenced block of a Markdown page. */
export interface Block {
  readonly file: string
  /** Of the opening fence. */
  readonly line: number
  readonly language: string
  /** Without the indentation of its fence. */
  readonly text: string
  /** What the comment right above says. */
  readonly mark?: Mark
}

export type Mark =
  /** Why nothing here can run it. */
  | { readonly kind: 'not-run'; readonly reason: string }
  /** Another test runs it. */
  | { readonly kind: 'run-by'; readonly test: string }

const FENCE = /^(?<indent> *)(?<fence>```+|~~~+)(?<language>\S*)/

/** The fenced blocks of a page, in their order. */
export function blocksOf(file: string, markdown: string): readonly Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const { indent = '', fence, language = '' } = FENCE.exec(lines[index] ?? '')?.groups ?? {}
    if (fence === undefined) continue
    const from = index + 1
    do index += 1
    while (index < lines.length && lines[index]?.trim() !== fence)
    const text = lines
      .slice(from, index)
      .map((line) => line.slice(indent.length))
      .join('\n')
    const mark = markIn(commentAbove(lines.slice(0, from - 1)))
    blocks.push({ file, line: from, language, text, ...(mark !== undefined && { mark }) })
  }
  return blocks
}

/** The comment that ends right above, over however many lines; undefined where there is none. */
function commentAbove(lines: readonly string[]): string | undefined {
  const above = lines.join('\n').trimEnd()
  const from = above.lastIndexOf('<!--')
  if (!above.endsWith('-->') || from === -1) return undefined
  return above
    .slice(from + 4, -3)
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function markIn(comment = ''): Mark | undefined {
  const [, reason] = /^not run\b[^:]*: *(\S.*)$/i.exec(comment) ?? []
  if (reason !== undefined) return { kind: 'not-run', reason }
  const [, test] = /^run by (\S+?)\.?$/i.exec(comment) ?? []
  return test === undefined ? undefined : { kind: 'run-by', test }
}

/** A page without its fenced blocks, each of whose lines is empty, so that lines keep their numbers. */
export function proseOf(markdown: string): string {
  let fence: string | undefined
  return markdown
    .split('\n')
    .map((line) => {
      if (fence !== undefined) {
        if (line.trim() === fence) fence = undefined
        return ''
      }
      fence = FENCE.exec(line)?.groups?.['fence']
      return fence === undefined ? line : ''
    })
    .join('\n')
}
