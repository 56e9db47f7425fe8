import type { CostModel } from '../budgets/cost-model.ts'
import { sharePercentText } from '../budgets/percent.ts'
import { moneyOf, moneyWords } from '../cost/money.ts'
import { counted } from '../kernel/counted.ts'
import { durationInWords, MINUTE_MS } from '../kernel/time/duration.ts'
import type { Standing } from './acceptance.ts'
import type { MitigationGain } from './mitigation-gain.ts'
import type { RiskFit } from './risk-fit.ts'
import { lengthMinutes, type RiskFigures } from './risk.ts'
import type { CatalogFit, RiskReport } from './risk-report.ts'
import type { Simulation } from './simulated-year.ts'
import type { RiskColour, StackRank } from './stack-rank.ts'

/** `525.96`, `1,083.4`: hundredths of a minute, as risk catalogs show them. */
export const figureText = (value: number): string =>
  (Math.round(value * 100) / 100 || 0).toLocaleString('en-US', { maximumFractionDigits: 2 })

export const minutesText = (minutes: number): string => `${figureText(minutes)} min`

/** `525.96 min (EUR 63,115)`; the money only where a bad minute has a price. */
export function minutesAndMoney(minutes: number, cost: CostModel | undefined): string {
  const money = moneyOf(cost, { badMinutes: minutes })
  return `${minutesText(minutes)}${money === null ? '' : ` (${moneyWords(money)})`}`
}

/** What each colour means, in the words of the method. */
export const COLOUR_MEANS: Readonly<Record<RiskColour, string>> = {
  red: 'unacceptable: too big for a single risk',
  amber: 'should not be accepted: it no longer fits into the budget',
  green: 'acceptable: it fits into the budget',
  blue: 'accepted: it is planned for and not mended',
}

export const COLOUR_EMOJI: Readonly<Record<RiskColour, string>> = {
  red: '🔴',
  amber: '🟠',
  green: '🟢',
  blue: '🔵',
}

/** `every 60 days, 10 minutes to detect and 1 hour 50 minutes to resolve, 50% of the users`. */
export function figuresWords({ ettfDays, ettdMinutes, ettrMinutes, usersRatio }: RiskFigures): string {
  const detect = ettdMinutes === 0 ? 'seen at once' : `${lengthWords(ettdMinutes)} to detect`
  return `every ${daysWords(ettfDays)}, ${detect}, ${lengthWords(ettrMinutes)} to resolve, ${sharePercentText(usersRatio)} of the users`
}

const lengthWords = (minutes: number): string => durationInWords(minutes * MINUTE_MS)

const daysWords = (days: number): string => (days === 1 ? 'day' : `${figureText(days)} days`)

/** The two lines above a stack rank. */
export function budgetLines({ catalog, rank, cost }: RiskReport): readonly [string, string] {
  const left = rank.unallocatedMinutes
  const unallocated =
    left < 0 ? `${minutesText(-left)} more accepted than there is` : `${minutesText(left)} unallocated`
  return [
    `Target ${catalog.target.percent}%: a budget of ${minutesAndMoney(rank.budgetMinutes, cost)} a year`,
    `${minutesText(rank.acceptedMinutes)} accepted, ${unallocated}; too big for a single risk: more than ${minutesText(rank.tooBigMinutes)} (${sharePercentText(catalog.singleRiskRatio)})`,
  ]
}

/** `All risks together: 1,083.4 min a year, 206% of the budget`. */
export function expectedLine({ rank, cost }: RiskReport): string {
  const share = sharePercentText(rank.expectedMinutes / rank.budgetMinutes)
  return `All risks together: ${minutesAndMoney(rank.expectedMinutes, cost)} a year, ${share} of the budget`
}

/** Why an acceptance on record no longer counts; null where it does, or there is none. */
export const outgrownWords = ({ isOutgrown, act }: Standing): string | null =>
  isOutgrown && act !== null
    ? `accepted at ${minutesText(act.badMinutesPerYear)} a year; the figures got worse since, so it no longer counts`
    : null

/** `saves 231.33 min a year, 15.42 min a person-day; then green, rank 3`. */
export function gainWords(
  { wonMinutes, wonPerDay, colour, rank, mitigation }: MitigationGain,
  cost: CostModel | undefined,
): string {
  const effort = mitigation.effortDays
  const perDay =
    wonPerDay === null || effort === null
      ? ''
      : `, ${minutesText(wonPerDay)} for each of ${counted(effort, 'person-day')}`
  const price = mitigation.cost === null ? '' : `; costs ${mitigation.cost}`
  return `saves ${minutesAndMoney(wonMinutes, cost)} a year${perDay}; then ${colour}, rank ${rank}${price}`
}

/** `159.96 min stay unallocated; 2 others turn amber: Software defects in the code, High volume of traffic`. */
export function consequenceWords(before: StackRank, after: StackRank, decided: string): string {
  const left = after.unallocatedMinutes
  const unallocated =
    left < 0
      ? `${minutesText(-left)} more would be accepted than there is`
      : `${minutesText(left)} stay unallocated`
  const was = new Map(before.rows.map(({ risk, colour }) => [risk.name, colour]))
  const turned = after.rows.filter(
    ({ risk, colour }) => risk.name !== decided && was.get(risk.name) !== colour,
  )
  const colours = Map.groupBy(turned, ({ colour }) => colour)
  const changes = [...colours].map(([colour, rows]) => {
    const who = rows.length === 1 ? '1 other turns' : `${rows.length} others turn`
    return `${who} ${colour}: ${rows.map(({ risk }) => risk.title).join(', ')}`
  })
  return [unallocated, ...changes].join('; ')
}

/** What incidents say against an estimate; empty where they say nothing against it. */
export function fitHints(fit: RiskFit, figures: RiskFigures): readonly string[] {
  const { incidents, expectedIncidents, frequency, ettfBetweenDays, length } = fit
  const hints: string[] = []
  if (frequency !== 'as-estimated') {
    const { least, most } = ettfBetweenDays
    const between =
      most === null
        ? `more than ${figureText(least)} days`
        : `${figureText(least)} to ${figureText(most)} days`
    hints.push(
      `It came ${counted(incidents, 'time')} where ${figureText(expectedIncidents)} were expected; by what happened it comes every ${between}, not every ${daysWords(figures.ettfDays)}`,
    )
  }
  if (length !== 'as-estimated' && fit.lengthMinutes !== null)
    hints.push(
      `It lasted ${minutesText(fit.lengthMinutes)} on average, ${length === 'more' ? 'longer' : 'shorter'} than the ${minutesText(lengthMinutes(figures))} of detection and resolution together`,
    )
  return hints
}

/** `5 incidents on record in the last 90 days, 2 of them assigned to no risk`. */
export function observedLine({ incidents, days, unassigned }: CatalogFit): string {
  const whole = Math.round(days)
  const when = `on record in the last ${whole === 1 ? 'day' : counted(whole, 'day')}`
  if (incidents === 0) return `No incident ${when}`
  return `${counted(incidents, 'incident')} ${when}, ${unassigned === 0 ? 'each assigned to a risk' : `${unassigned} of them assigned to no risk`}`
}

/** The simulated year in sentences, without full stops. */
export function simulationLines(simulation: Simulation): readonly string[] {
  const { years, seed, lengths, meanMinutes, percentiles, missedRatio, missedError, quietRatio, expected } =
    simulation
  const of = (wanted: number) => percentiles.find(({ percent }) => percent === wanted)?.minutes ?? 0
  return [
    `${years.toLocaleString('en-US')} simulated years (seed ${seed}, lengths ${lengths}): ${minutesText(meanMinutes)} a year on average; the formula says ${minutesText(expected.meanMinutes)}`,
    `Half of the years stay within ${minutesText(of(50))}, 90% within ${minutesText(of(90))}, 99% within ${minutesText(of(99))}`,
    `The objective is missed in ${sharePercentText(missedRatio)} of the years (± ${figureText(missedError * 100)} points); ${sharePercentText(quietRatio)} pass without an incident`,
  ]
}
