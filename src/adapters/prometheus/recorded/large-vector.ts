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

/** Labels of a sample, as they came. */
export type RawLabels = Readonly<Record<string, string | undefined>>

/**
 * Goes through a vector of tens of thousands of samples, for which a schema would take longer than the network did. False
 * when the data is no vector.
 */
export function eachSample(data: unknown, visit: (labels: RawLabels, value: number) => void): boolean {
  return data instanceof SampleVector && data.each(visit)
}

/** The data of an answer to an instant query, however it is kept. */
export abstract class SampleVector {
  /** False when it is no vector after all. */
  abstract each(visit: (labels: RawLabels, value: number) => void): boolean
}

interface RawSample {
  readonly metric?: RawLabels
  readonly value?: readonly [number, string]
}

const RESULT = '"result":['
/** The end of the last sample and of the list. In a text within the answer the quote would be escaped. */
const END = '"]}]'
/** Between two samples, as servers write them; nowhere else, because a label's quotes are escaped. */
const BETWEEN = '"]},{"metric":'
const PIECE_LENGTH = 2 * 1024 * 1024

/** The samples of an answer as text. They are parsed piece by piece, so that they are never all in memory as objects. */
export class LargeVector extends SampleVector {
  /** JSON, with its brackets. */
  readonly list: string

  constructor(list: string) {
    super()
    this.list = list
  }

  /** @param start where the first sample of those that are wanted begins in the list */
  each(visit: (labels: RawLabels, value: number) => void, start = 1): boolean {
    const end = this.list.length - 1
    for (let from = start; from < end;) {
      const boundary = this.list.indexOf(BETWEEN, from + PIECE_LENGTH)
      const to = boundary === -1 ? end : boundary + '"]}'.length
      const isWhole = from === 1 && to === end
      const samples = parsed(isWhole ? this.list : `[${this.list.slice(from, to)}]`)
      if (!Array.isArray(samples)) return false
      for (const sample of samples as readonly (RawSample | null)[]) {
        const metric = sample?.metric
        const value = sample?.value
        // A native histogram has no value, and is none of the series that are looked for.
        if (metric !== undefined && value !== undefined) visit(metric, Number(value[1]))
      }
      from = to + 1
    }
    return true
  }
}

/** What a server said, with the samples of a successful answer kept apart from the rest. */
function largeAnswer(http: HttpAnswer): ApiAnswer {
  const { body } = http
  const from = body.indexOf(RESULT)
  const to = body.lastIndexOf(END)
  if (from === -1 || to < from || body[to - 1] === '\\') return withVector(apiAnswer(http), undefined)
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
