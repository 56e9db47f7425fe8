import { moneyOf } from '../cost/money.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { RiskFit } from './risk-fit.ts'
import type { RiskReport } from './risk-report.ts'
import type { Simulation } from './simulated-year.ts'

/** A report of a catalog, for scripts. */
export function riskData(report: RiskReport, simulation?: Simulation): object {
  const { catalog, rank, standings, gains, fit, cost } = report
  const money = (badMinutes: number) => {
    const found = moneyOf(cost, { badMinutes })
    return found === null ? {} : { cost: found }
  }
  return {
    catalog: catalog.name,
    title: catalog.title,
    services: catalog.services,
    target: Number(catalog.target.percent),
    singleRiskRatio: catalog.singleRiskRatio,
    budgetMinutes: tidy(rank.budgetMinutes),
    acceptedMinutes: tidy(rank.acceptedMinutes),
    unallocatedMinutes: tidy(rank.unallocatedMinutes),
    tooBigMinutes: tidy(rank.tooBigMinutes),
    expectedMinutes: tidy(rank.expectedMinutes),
    risks: rank.rows.map(({ rank: place, risk, incidentsPerYear, badMinutesPerYear, colour }) => {
      const standing = standings.get(risk.name)
      const act = standing?.act ?? null
      const seen = fit.risks.get(risk.name)
      return {
        rank: place,
        risk: risk.name,
        title: risk.title,
        colour,
        incidentsPerYear: tidy(incidentsPerYear),
        badMinutesPerYear: tidy(badMinutesPerYear),
        ...money(badMinutesPerYear),
        ...risk.figures,
        link: risk.url,
        decided:
          act === null
            ? null
            : {
                accepted: act.isAccepted,
                by: act.by,
                at: isoTime(act.at),
                why: act.why,
                atMinutes: tidy(act.badMinutesPerYear),
                outgrown: standing?.isOutgrown === true,
              },
        observed: seen === undefined ? null : observed(seen),
      }
    }),
    mitigations: gains.map((gain) => ({
      risk: gain.risk.name,
      title: gain.mitigation.title,
      savedMinutes: tidy(gain.wonMinutes),
      ...money(gain.wonMinutes),
      effortDays: gain.mitigation.effortDays,
      savedMinutesPerDay: gain.wonPerDay === null ? null : tidy(gain.wonPerDay),
      price: gain.mitigation.cost,
      badMinutesPerYear: tidy(gain.badMinutesPerYear),
      colour: gain.colour,
      rank: gain.rank,
    })),
    observed: {
      since: isoTime(fit.since),
      days: tidy(fit.days),
      incidents: fit.incidents,
      unassigned: fit.unassigned,
    },
    ...(simulation && { simulation }),
  }
}

const observed = (fit: RiskFit): object => ({
  ...fit,
  expectedIncidents: tidy(fit.expectedIncidents),
  ettfDays: fit.ettfDays === null ? null : tidy(fit.ettfDays),
  ettfBetweenDays: {
    least: tidy(fit.ettfBetweenDays.least),
    most: fit.ettfBetweenDays.most === null ? null : tidy(fit.ettfBetweenDays.most),
  },
})

/** Without what floating point adds. */
const tidy = (value: number): number => Math.round(value * 1e6) / 1e6
