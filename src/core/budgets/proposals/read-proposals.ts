import type { Reading } from '../reading.ts'
import { readingOf } from '../reading-of.ts'
import type { SliMeasurement, SliSource } from '../sli-source.ts'
import { type Slo, sloKey } from '../slo.ts'
import { windowAt } from '../slo-window.ts'
import { proposedObjective } from './proposed-objective.ts'

/** An SLO with what it would have read. */
export interface ReadSlo {
  readonly slo: Slo
  readonly reading: Reading
}

/** So many windows are asked for at once: one query that takes too long costs no more than these their figure. */
const AT_ONCE = 4
/** After so many rounds in which nothing was answered in time the rest is not asked for. */
const MOST_ROUNDS_IN_VAIN = 2

/**
 * Reads each SLO over its window. One that is `proposed` gets the objective that its past fits; others keep theirs.
 *
 * @param onRead told how many have been read
 */
export async function readProposals(
  source: SliSource,
  slos: readonly Slo[],
  isProposed: boolean,
  at: number,
  signal?: AbortSignal,
  onRead: (count: number) => void = () => undefined,
): Promise<readonly ReadSlo[]> {
  const read: ReadSlo[] = []
  let inVain = 0
  for (let from = 0; from < slos.length; from += AT_ONCE) {
    const some = slos.slice(from, from + AT_ONCE)
    const measured = inVain < MOST_ROUNDS_IN_VAIN ? await measuredOver(source, some, at, signal) : undefined
    const round = some.map((slo): ReadSlo => {
      const measurement = measured?.get(sloKey(slo)) ?? notAsked(slo, at)
      const fitted = isProposed ? withFittingObjective(slo, measurement, at) : slo
      return { slo: fitted, reading: readingOf(fitted, measurement, at) }
    })
    inVain = round.every(({ reading }) => isTimeout(reading)) ? inVain + 1 : 0
    read.push(...round)
    onRead(read.length)
  }
  return read
}

const measuredOver = (
  source: SliSource,
  slos: readonly Slo[],
  at: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, SliMeasurement>> =>
  source.measure(
    slos.map((slo) => ({ slo, lookbacksMs: [windowAt(slo.window, at).lookbackMs] })),
    at,
    signal,
  )

const isTimeout = (reading: Reading): boolean =>
  reading.kind === 'missing' && reading.reason === 'source_timeout'

const notAsked = ({ window }: Slo, at: number): SliMeasurement => ({
  samples: new Map([
    [
      windowAt(window, at).lookbackMs,
      { kind: 'missing', reason: 'source_timeout', detail: 'not asked for, since others took too long' },
    ],
  ]),
})

function withFittingObjective(slo: Slo, measurement: SliMeasurement, at: number): Slo {
  const reading = readingOf(slo, measurement, at)
  return reading.kind === 'missing' ? slo : { ...slo, objective: proposedObjective(1 - reading.errorRatio) }
}
