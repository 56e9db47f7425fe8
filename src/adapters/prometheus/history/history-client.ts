import type { Steps } from '../../../core/backtest/backtest.ts'
import type { ApiAnswer, ApiSuccess } from '../api-answer.ts'
import type { PrometheusClient } from '../client.ts'
import { eachSample, LARGE_ANSWER, type RawLabels, SampleVector } from '../recorded/large-vector.ts'
import { foresight } from './foresight.ts'
import type { Range } from './range.ts'
import { matrixOf, type RangedSeries } from './matrix.ts'
import { MOST_TIMES, outOfReach, rangeQuery } from './range-query.ts'

/** Samples that are asked for at once, of however many series. */
const MOST_SAMPLES = 1_000_000
const FEWEST_TIMES = 4

interface Told {
  readonly series: readonly RangedSeries[]
  readonly answer: ApiSuccess
}

/** A client that answers the queries about all recorded series at once from ranges, look by look. Others go through. */
export function historyClient(client: PrometheusClient, steps: Steps): PrometheusClient {
  const seen = foresight<Told>(steps)
  /** How many series a query has: what a range of it would hold follows from that. */
  const sizes = new Map<string, number>()

  async function vectorAt(promql: string, at: number, signal: AbortSignal): Promise<ApiAnswer> {
    const foreseen = seen.of(promql)
    const told = foreseen.told(at)
    if (told !== undefined) {
      foreseen.use(at)
      return answerAt(told.told, told.index)
    }
    const most = Math.floor(MOST_SAMPLES / Math.max(1, sizes.get(promql) ?? 1))
    const range = foreseen.range(at, Math.min(MOST_TIMES, Math.max(FEWEST_TIMES, most)))
    if (range === undefined) {
      const answer = await client.query(promql, at, signal, LARGE_ANSWER)
      if (answer.kind === 'failed' && answer.reason === 'source_unreachable') throw outOfReach(answer.detail)
      if (answer.kind === 'success') sizes.set(promql, sizeOf(answer))
      return answer
    }
    const asked = await askedRange(promql, range, signal)
    if (asked === undefined) {
      foreseen.giveUp()
      return client.query(promql, at, signal, LARGE_ANSWER)
    }
    foreseen.keep(range, asked)
    return answerAt(asked, 0)
  }

  async function askedRange(promql: string, range: Range, signal: AbortSignal): Promise<Told | undefined> {
    const answer = await rangeQuery(client, promql, range, { deadline: signal, signal })
    if (answer.kind === 'failed') return undefined
    const series = matrixOf(answer.data, range)
    if (typeof series === 'string') return undefined
    sizes.set(promql, series.length)
    return { series, answer }
  }

  return {
    ...client,
    query: (promql, at, signal, reading) =>
      reading === LARGE_ANSWER && at !== undefined
        ? vectorAt(promql, at, signal)
        : client.query(promql, at, signal, reading),
  }
}

const answerAt = ({ series, answer }: Told, index: number): ApiAnswer => ({
  ...answer,
  data: new RangedVector(series, index),
})

function sizeOf({ data }: ApiSuccess): number {
  let size = 0
  eachSample(data, () => {
    size += 1
  })
  return size
}

/** The samples of one time of a range. */
class RangedVector extends SampleVector {
  readonly #series: readonly RangedSeries[]
  readonly #index: number

  constructor(series: readonly RangedSeries[], index: number) {
    super()
    this.#series = series
    this.#index = index
  }

  each(visit: (labels: RawLabels, value: number) => void): boolean {
    for (const { labels, values, isSampled } of this.#series)
      if (isSampled[this.#index] === 1) visit(labels, values[this.#index] ?? NaN)
    return true
  }
}
