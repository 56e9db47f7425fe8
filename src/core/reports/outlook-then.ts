import { outlookOf, outlookWords } from '../budgets/outlook.ts'
import { HOUR_MS } from '../kernel/time/duration.ts'
import { boundariesOf } from '../policy/condition.ts'
import { governed } from '../policy/catalog.ts'
import type { SloFigures } from './report.ts'
import type { ReportWorld } from './report-world.ts'

/** The forecast as it was at a time, of the SLO with the least left of its own window; null where nothing was read then. */
export async function outlookThen(
  { catalog, store }: ReportWorld,
  service: string,
  slos: readonly SloFigures[],
  at: number,
): Promise<string | null> {
  const found = governed(catalog(), service)
  const known = slos.flatMap(({ slo, ownWindow: { atEnd } }) => (atEnd === null ? [] : [{ slo, atEnd }]))
  const [least] = known.toSorted((a, b) => a.atEnd - b.atEnd)
  const slo = found?.service.slos.find(({ name }) => name === least?.slo)
  if (found === undefined || slo === undefined) return null
  const reading = (await store.readings.between(service, slo.name, at - HOUR_MS, at)).at(-1)
  if (reading === undefined) return null
  return outlookWords(await outlookOf(store.readings, slo, reading, boundariesOf(found.policy)))
}
