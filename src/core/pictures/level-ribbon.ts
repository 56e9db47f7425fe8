import type { Backtest, ServiceBacktest } from '../backtest/backtest.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { LevelRibbon, PicturedLevel, RibbonRow } from './picture.ts'
import { levelTable, severityOf } from './pictured-level.ts'

/** The levels that a backtest played: each service under each policy, the policies of one service beside each other. */
export function levelRibbon({ from, until, policies }: Backtest, timeZone: string): LevelRibbon {
  const services = [...new Set(policies.flatMap((one) => one.services.map(({ service }) => service)))]
  const table = levelTable()
  const rows = services.flatMap((service) =>
    policies.flatMap((one) =>
      one.services
        .filter((played) => played.service === service)
        .map((played) => rowOf(played, table.placeOf)),
    ),
  )
  return {
    kind: 'ribbon',
    title: 'Levels, as the policy would have had them',
    timeZone,
    from,
    until,
    levels: table.levels,
    rows,
  }
}

function rowOf(
  { service, title, policy, levels, periods }: ServiceBacktest,
  placeOf: (level: PicturedLevel) => number,
): RibbonRow {
  const known = levels.filter(({ level }) => level !== UNKNOWN_LEVEL)
  const pictured = new Map(
    known.map(({ level, title: levelTitle, emoji, freeze }, rank) => [
      level,
      placeOf({ level, title: levelTitle, emoji, freeze, severity: severityOf(rank, known) }),
    ]),
  )
  return {
    service,
    title,
    policy: policy.name,
    periods: periods.flatMap(({ level, from, until }) => {
      const place = pictured.get(level)
      return place === undefined ? [] : [{ level: place, from, until }]
    }),
  }
}
