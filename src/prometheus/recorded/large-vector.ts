import { type ApiAnswer, apiAnswer, type HttpAnswer } from '../api-answer.ts'
import type { AnswerReading } from '../client.ts'

/**
 * For answers about every SLO that there is: up to 128 MB, which is some 40,000 SLOs over nine lookbacks at 300 bytes a
 * series.
 */
export const LARGE_ANSWER: AnswerReading = {
  mostBytes: 128 * 1024 * 1024,
  read: (http) => largeAnswer(http),
}

/** Labels by name, for the names that were asked for; in the order in which they were. */
export type Visit = (labels: readonly (string | undefined)[], value: number) => void

/** A vector of tens of thousands of samples. Only what is asked for of it is ever made into objects. */
export class LargeVector {
  readonly #text: string

  /** @param text the samples as a JSON list */
  constructor(text: string) {
    this.#text = text
  }

  /**
   * Goes through the samples. `begin` makes the visitor; it is called anew where the list turns out not to be written the
   * way servers write it, which is then read slowly. False when it is no list of samples at all.
   */
  each(labels: readonly string[], begin: () => Visit): boolean {
    return scan(this.#text, labels, begin()) || readSlowly(this.#text, labels, begin())
  }
}

const RESULT = '"result":['
/** The end of the last sample and of the list. In a text within the answer the quote would be escaped. */
const END = '"]}]'

/** What a server said, with the samples of a successful answer as a `LargeVector` in place of `result`. */
function largeAnswer(http: HttpAnswer): ApiAnswer {
  const { body } = http
  const from = body.indexOf(RESULT)
  const to = body.lastIndexOf(END)
  if (from === -1 || to === -1 || body[to - 1] === '\\') return withVector(apiAnswer(http), undefined)
  const list = body.slice(from + RESULT.length - 1, to + END.length)
  const rest = `${body.slice(0, from)}"result":[]${body.slice(to + END.length)}`
  return withVector(apiAnswer({ ...http, body: rest }), list)
}

function withVector(answer: ApiAnswer, list: string | undefined): ApiAnswer {
  if (answer.kind === 'failed') return answer
  const { data } = answer
  if (!isObject(data) || data['resultType'] !== 'vector') return answer
  return { ...answer, data: new LargeVector(list ?? JSON.stringify(data['result'])) }
}

const isObject = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null

const METRIC = '{"metric":{'
const VALUE = '},"value":['
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const CLOSING = 0x5d

/** Reads compact JSON from left to right. False at the first character that is not where it should be. */
function scan(text: string, wanted: readonly string[], visit: Visit): boolean {
  const labels: (string | undefined)[] = []
  let at = 1
  while (text.startsWith(METRIC, at)) {
    labels.length = 0
    at += METRIC.length
    while (text.charCodeAt(at) === QUOTE) {
      const nameEnd = closingQuote(text, at + 1)
      if (nameEnd === -1 || text.charCodeAt(nameEnd + 1) !== COLON || text.charCodeAt(nameEnd + 2) !== QUOTE)
        return false
      const valueEnd = closingQuote(text, nameEnd + 3)
      if (valueEnd === -1) return false
      const column = columnOf(wanted, text, at + 1, nameEnd)
      if (column !== -1) labels[column] = unescaped(text.slice(nameEnd + 3, valueEnd))
      at = valueEnd + 1
      if (text.charCodeAt(at) === COMMA) at += 1
    }
    if (!text.startsWith(VALUE, at)) return false
    const from = text.indexOf('"', at + VALUE.length) + 1
    const to = text.indexOf('"', from)
    if (from === 0 || to === -1 || text.charCodeAt(to + 1) !== CLOSING) return false
    visit(labels, Number(text.slice(from, to)))
    // After "]} comes the next sample, or the end of the list.
    at = to + 3
    if (text.charCodeAt(at) === CLOSING) return at === text.length - 1
    if (text.charCodeAt(at) !== COMMA) return false
    at += 1
  }
  return false
}

function closingQuote(text: string, from: number): number {
  let end = text.indexOf('"', from)
  while (end !== -1 && isEscaped(text, end, from)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0
  while (at - 1 - backslashes >= from && text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1
  return backslashes % 2 === 1
}

function columnOf(wanted: readonly string[], text: string, from: number, to: number): number {
  for (let column = 0; column < wanted.length; column += 1) {
    const name = wanted[column]
    if (name?.length === to - from && text.startsWith(name, from)) return column
  }
  return -1
}

const unescaped = (raw: string): string => (raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw)

function readSlowly(text: string, wanted: readonly string[], visit: Visit): boolean {
  const list: unknown = parsed(text)
  if (!Array.isArray(list)) return false
  for (const sample of list as readonly unknown[]) {
    if (!isObject(sample)) return false
    const { metric, value } = sample
    // A native histogram has no value, and is none of the series that are looked for.
    if (!isObject(metric) || !Array.isArray(value)) continue
    const labels = wanted.map((name) => {
      const label = metric[name]
      return typeof label === 'string' ? label : undefined
    })
    visit(labels, Number(value[1]))
  }
  return true
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
