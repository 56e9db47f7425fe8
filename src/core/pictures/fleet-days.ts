import { counted } from '../kernel/counted.ts'
import type { FleetName } from '../kernel/picture-name.ts'
import { dayBegins, dayIn } from '../kernel/time/wall-clock.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { Policy } from '../policy/policy.ts'
import type { Transition } from '../policy/status.ts'
import type { FleetDays, FleetRow, PicturedLevel } from './picture.ts'
import type { PictureWorld } from './picture-world.ts'
import { levelTable, picturedLevel } from './pictured-level.ts'

const USUAL_DAYS = 30

/** Services on each day by the worst level that it was at; the last day ends at `at`. */
export async function fleetDays(
  { catalog: current, store }: PictureWorld,
  { at, days: count = USUAL_DAYS, services: wanted, most = Infinity }: FleetName,
): Promise<FleetDays> {
  const catalog = current()
  const timeZone = fleetTimeZone(catalog)
  const today = dayIn(at, timeZone)
  const days = Array.from({ length: count }, (_, index) =>
    dayBegins(today.subtract({ days: count - 1 - index }), timeZone),
  )
  const from = days[0] ?? at
  const transitions = Map.groupBy(await store.statuses.transitionsDuring(from, at), ({ service }) => service)
  const table = levelTable()
  const names = wanted ?? [...catalog.services.keys()]
  const rows = names.flatMap((name): KnownRow[] => {
    const found = governed(catalog, name)
    if (found === undefined) return []
    const { service, policy } = found
    const moves = transitions.get(name) ?? []
    const levels = days.map((begins, index) => worstLevel(policy, moves, begins, days[index + 1] ?? at + 1))
    return [{ service: name, title: service.title, days: levels }]
  })
  const shown = rows
    .sort(worstFirst)
    .slice(0, most)
    .map(({ days: levels, ...row }) => ({
      ...row,
      days: levels.map((level) => level && table.placeOf(level)),
    }))
  return {
    kind: 'fleet',
    title: `Levels of ${counted(count, 'day')}`,
    timeZone,
    from,
    until: at,
    days,
    levels: table.levels,
    services: shown,
    leftOut: rows.length - shown.length,
  }
}

type KnownRow = Omit<FleetRow, 'days'> & { readonly days: readonly (PicturedLevel | null)[] }

/** Days are those of the first policy in use, as everywhere where no single service is meant. */
export function fleetTimeZone(catalog: Catalog): string {
  const [first = ''] = catalog.services.keys()
  return governed(catalog, first)?.policy.timeZone ?? 'UTC'
}

/** Of the levels that held in `[from, until)`; the transitions are in order, and those before count as they left it. */
function worstLevel(
  policy: Policy,
  transitions: readonly Transition[],
  from: number,
  until: number,
): PicturedLevel | null {
  const before = transitions.findLast(({ at }) => at <= from)
  const during = transitions.filter(({ at }) => at > from && at < until)
  return [...(before === undefined ? [] : [before]), ...during]
    .map(({ to }) => picturedLevel(policy, to))
    .reduce((worst, level) => (severity(level) > severity(worst) ? level : worst), null)
}

const UNKNOWN = -1
const severity = (level: PicturedLevel | null): number => level?.severity ?? UNKNOWN

/** By the last day, then by all of them, then by name. */
function worstFirst(a: KnownRow, b: KnownRow): number {
  const lastOf = ({ days }: KnownRow): number => severity(days.at(-1) ?? null)
  const sumOf = ({ days }: KnownRow): number => days.reduce((sum, level) => sum + severity(level), 0)
  return lastOf(b) - lastOf(a) || sumOf(b) - sumOf(a) || (a.service < b.service ? -1 : 1)
}
