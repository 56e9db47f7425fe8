/** Some texts that a regular expression of Prometheus matches whole, one for each of its alternatives. */
export function examplesOf(regex: string): string[] {
  const pattern = anchored(regex)
  if (pattern === undefined) return []
  return alternatives(regex)
    .map(example)
    .filter((text) => pattern.test(text))
}

/** As Prometheus applies it; undefined where it is beyond what JavaScript reads. */
export function anchored(regex: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${regex})$`, 's')
  } catch {
    return undefined
  }
}

/** The parts between the bars that stand in no bracket. */
function alternatives(regex: string): string[] {
  const parts = ['']
  let depth = 0
  for (const [piece] of regex.matchAll(/\\.|\[\^?\]?[^\]]*\]|[^]/g)) {
    if (piece === '(') depth += 1
    if (piece === ')') depth -= 1
    if (piece === '|' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + piece)
  }
  return parts
}

const PIECE =
  /\\(?<escaped>.)|\[(?<set>\^?\]?[^\]]*)\]|(?<group>\()|(?<quantifier>[*+?]|\{\d+(?:,\d*)?\})|(?<char>[^])/gy

/** One text that an expression without a bar at its top may match. What it cannot read makes an example that does not match. */
function example(regex: string): string {
  const done: string[] = []
  PIECE.lastIndex = 0
  for (let match = PIECE.exec(regex); match !== null; match = PIECE.exec(regex)) {
    const { escaped, set, group, quantifier, char } = match.groups ?? {}
    if (escaped !== undefined) done.push(CLASSES[escaped] ?? escaped)
    else if (set !== undefined) done.push(CANDIDATES.find((one) => anchored(`[${set}]`)?.test(one)) ?? '')
    else if (group !== undefined) {
      const from = PIECE.lastIndex
      const end = closing(regex, from)
      const [first = ''] = alternatives(regex.slice(from, end).replace(/^\?[^:]*:/, ''))
      const at = end + 1
      done.push(example(first))
      PIECE.lastIndex = at
    } else if (quantifier !== undefined) {
      const least = /^\{(\d+)/.exec(quantifier)?.[1]
      if (least !== undefined) done.push((done.pop() ?? '').repeat(Number(least)))
    } else if (char === '.') done.push('0')
    else if (char !== '^' && char !== '$') done.push(char ?? '')
  }
  return done.join('')
}

const CLASSES: Readonly<Record<string, string>> = { d: '0', D: 'a', w: 'a', W: '-', s: ' ', S: 'a' }
const CANDIDATES = Array.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_./: ')

function closing(regex: string, from: number): number {
  let depth = 1
  for (const match of regex.slice(from).matchAll(/\\.|\[\^?\]?[^\]]*\]|[^]/g)) {
    if (match[0] === '(') depth += 1
    if (match[0] === ')' && --depth === 0) return from + match.index
  }
  return regex.length
}
