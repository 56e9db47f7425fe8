import type { Look } from '../backtest/player.ts'
import type { Service, Slo } from '../budgets/slo.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { levelThen, ratioOf, readingIn, statusIn } from './look.ts'
import type { LevelThen, SimulatedService } from './simulation.ts'

/** Another service that has the asked one in its SLOs. */
export function simulatedService(
  catalog: Catalog,
  { name, title, slos }: Service,
  before: Look,
  after: Look,
  meanwhile: Look,
): readonly SimulatedService[] {
  const policy = governed(catalog, name)?.policy
  if (policy === undefined) return []
  const ratio = (look: Look, slo: Slo): number | null => ratioOf(readingIn(look, slo))
  const [dearest] = slos
    .map((slo) => ({ slo, cost: (ratio(meanwhile, slo) ?? 0) - (ratio(after, slo) ?? 0) }))
    .toSorted((a, b) => b.cost - a.cost)
  if (dearest === undefined) return []
  const levelIn = (look: Look): LevelThen => levelThen(policy, statusIn(look, name)?.level ?? '')
  return [
    {
      service: name,
      title,
      now: levelIn(before),
      after: levelIn(after),
      slo: dearest.slo.name,
      nowRatio: ratio(before, dearest.slo),
      afterRatio: ratio(after, dearest.slo),
    },
  ]
}
