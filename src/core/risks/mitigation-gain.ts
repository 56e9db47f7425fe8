import { badMinutesPerYear, type Mitigation, type Risk } from './risk.ts'
import type { RiskCatalog } from './risk-catalog.ts'
import { type RiskColour, stackRank } from './stack-rank.ts'

/** What one mitigation would change, with all else as it is. */
export interface MitigationGain {
  readonly risk: Risk
  readonly mitigation: Mitigation
  /** Bad minutes a year that it saves; below 0 where it makes things worse. */
  readonly wonMinutes: number
  /** The same for each person-day; null where nobody estimated the effort. */
  readonly wonPerDay: number | null
  /** Of the risk afterwards. */
  readonly badMinutesPerYear: number
  readonly colour: RiskColour
  readonly rank: number
}

/** The mitigations of a catalog: those that win most for each person-day first, then those of unknown effort by what they win. */
export function mitigationGains(
  catalog: RiskCatalog,
  accepted: ReadonlySet<string>,
): readonly MitigationGain[] {
  return catalog.risks
    .flatMap((risk) => risk.mitigations.map((mitigation) => gainOf(catalog, risk, mitigation, accepted)))
    .sort(
      (a, b) =>
        (b.wonPerDay ?? -Infinity) - (a.wonPerDay ?? -Infinity) ||
        b.wonMinutes - a.wonMinutes ||
        (`${a.risk.name} ${a.mitigation.title}` < `${b.risk.name} ${b.mitigation.title}` ? -1 : 1),
    )
}

function gainOf(
  catalog: RiskCatalog,
  risk: Risk,
  mitigation: Mitigation,
  accepted: ReadonlySet<string>,
): MitigationGain {
  const mitigated = { ...risk, figures: mitigation.figures }
  const after = stackRank(
    { ...catalog, risks: catalog.risks.map((one) => (one === risk ? mitigated : one)) },
    accepted,
  ).rows.find((row) => row.risk === mitigated)
  if (after === undefined) throw new Error(`${risk.name} is not in the catalog ${catalog.name}`)
  const wonMinutes = badMinutesPerYear(risk.figures) - after.badMinutesPerYear
  return {
    risk,
    mitigation,
    wonMinutes,
    wonPerDay: mitigation.effortDays === null ? null : wonMinutes / mitigation.effortDays,
    badMinutesPerYear: after.badMinutesPerYear,
    colour: after.colour,
    rank: after.rank,
  }
}
