import { allParts } from '../budgets/composed-source.ts'
import { questionOf, readingOf } from '../budgets/reading-of.ts'
import type { Reading } from '../budgets/reading.ts'
import type { SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import { type Service, type Slo, sloKey } from '../budgets/slo.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { type Catalog, policiesInUse } from '../policy/catalog.ts'

/**
 * Asks the source about every SLO of these services, and what composites are made of, all at the one time `at`. A source
 * that fails gives missing readings. Rejects only when `signal` aborts.
 */
export async function measure(
  source: SliSource,
  catalog: Catalog,
  services: readonly Service[],
  at: number,
  signal?: AbortSignal,
): Promise<readonly Reading[]> {
  const own = services.flatMap(({ slos }) => slos)
  const slos = new Map<string, Slo>()
  // Parts of a composite may belong to services that were not asked for.
  for (const slo of [...own, ...own.flatMap(allParts)]) if (!slos.has(sloKey(slo))) slos.set(sloKey(slo), slo)
  const asked = lookbacksAskedBy(policiesInUse(catalog))
  const questions = [...slos.values()].map((slo) => questionOf(slo, at, asked))
  const measured = await source.measure(questions, at, signal)
  return [...slos].map(([key, slo]) => readingOf(slo, measured.get(key) ?? NOTHING, at, asked))
}

const NOTHING: SliMeasurement = { samples: new Map() }
