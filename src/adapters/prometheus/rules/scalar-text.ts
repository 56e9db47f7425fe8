/**
 * Whether a PromQL text gives a scalar instead of a vector: numbers, `time()`, `pi()` and `scalar(…)` joined by operators.
 * Rules must know beforehand what a query tells by its answer.
 */
export function isScalarText(promql: string): boolean {
  let text = promql.replaceAll(/#[^\n]*/g, '')
  for (;;) {
    const call = /\bscalar\s*\(/.exec(text)
    if (call === null) break
    const end = closing(text, call.index + call[0].length)
    if (end === undefined) return false
    text = `${text.slice(0, call.index)} 1 ${text.slice(end)}`
  }
  const rest = text.replaceAll(/\b(time|pi)\s*\(\s*\)/g, ' 1 ').replaceAll(/\b(bool|Inf|NaN|atan2)\b/gi, ' ')
  return /\d/.test(rest) && !/[a-zA-Z_:{["'`]/.test(rest.replaceAll(/\d+(\.\d*)?e[+-]?\d+/gi, ' '))
}

/** Where the bracket that was opened before `from` is closed. */
function closing(text: string, from: number): number | undefined {
  let depth = 1
  for (let index = from; index < text.length; index += 1) {
    const quote = text[index] ?? ''
    if (`"'\``.includes(quote)) {
      const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/.exec(text.slice(index))
      if (quoted === null) return undefined
      index += quoted[0].length - 1
    } else if (quote === '(') depth += 1
    else if (quote === ')' && --depth === 0) return index + 1
  }
  return undefined
}
