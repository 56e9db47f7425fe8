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
  for (let from = 0; from < slos.length; from += AT_ONCE) {
    const some = slos.slice(from, from + AT_ONCE)
    const questions = some.map((slo) => ({ slo, lookbacksMs: [windowAt(slo.window, at).lookbackMs] }))
    const measured = await source.measure(questions, at, signal)
    for (const slo of some) {
      const measurement = measured.get(sloKey(slo)) ?? { samples: new Map() }
      const fitted = isProposed ? withFittingObjective(slo, measurement, at) : slo
      read.push({ slo: fitted, reading: readingOf(fitted, measurement, at) })
    }
    onRead(read.length)
  }
  return read
}

function withFittingObjective(slo: Slo, measurement: SliMeasurement, at: number): Slo {
  const reading = readingOf(slo, measurement, at)
  return reading.kind === 'missing' ? slo : { ...slo, objective: proposedObjective(1 - reading.errorRatio) }
}
