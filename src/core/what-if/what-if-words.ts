import { percentText, sharePercentText } from '../budgets/percent.ts'
import { youngMark } from '../budgets/young.ts'
import { moneyWords } from '../cost/money.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { missingWords, outageText } from '../status/slo-words.ts'
import type { LevelThen, SimulatedAlert, SimulatedService, SimulatedSlo, Simulation } from './simulation.ts'

/** How a place writes a moment. Takes ISO 8601. */
export type Moment = (at: string) => string

/** What happens, a line for each, and what it costs where the service has a price. */
export const scenarioLines = ({
  scenario,
  money,
}: Pick<Simulation, 'scenario' | 'money'>): readonly string[] => [
  ...(scenario.length === 0 ? ['nothing happens'] : scenario),
  ...(money === null ? [] : [`it costs ${moneyWords(money)}`]),
]

/** `HEALTHY stays`, `HEALTHY becomes WARNING`. */
export const levelWords = ({ level: { now, after } }: Pick<Simulation, 'level'>): string =>
  now.level === after.level ? `${named(now)} stays` : `${named(now)} becomes ${named(after)}`

const named = ({ emoji, level, title }: LevelThen): string => `${emoji} ${level} (${title})`

/** `72% → 65.1%`; why not, where there is no figure. */
export function budgetWords(
  { nowRatio, afterRatio, missing, missingDetail, young }: SimulatedSlo,
  boundaries: readonly number[],
): string {
  if (afterRatio === null)
    return `no budget to simulate on: ${missingWords(missing)}${missingDetail === undefined || missingDetail === '' ? '' : ` (${missingDetail})`}`
  const now = nowRatio === null ? 'no figure' : percentText(nowRatio, boundaries)
  return `${now} → ${percentText(afterRatio, boundaries)}${youngMark(young)}`
}

/** `6.9 points: 14.9 min of full outage, 15,000 requests`; empty where it costs nothing. */
export function costWords({ costRatio, costSeconds, costRequests }: SimulatedSlo): string {
  if (costRatio === null || Math.abs(costRatio) < 5e-7) return ''
  const points = sharePercentText(Math.abs(costRatio)).replace('%', ' points')
  const more = [
    ...(costSeconds === null ? [] : [`${outageText(Math.abs(costSeconds))} of full outage`]),
    ...(costRequests === null || costRequests === 0
      ? []
      : [`${Math.abs(costRequests).toLocaleString('en-US')} requests`]),
  ]
  const sum = more.length === 0 ? points : `${points} (${more.join(', ')})`
  return costRatio > 0 ? `costs ${sum}` : `gives back ${sum}`
}

const ANSWERS = {
  approved: 'may ship',
  'needs-approval': 'needs approval',
  blocked: 'blocked',
} as const

/** `Feature release and Refactoring: may ship → needs approval by SRE`; those that change alike in one line. */
export const changeLines = ({ changes }: Pick<Simulation, 'changes'>): readonly string[] => {
  const alike = Map.groupBy(changes, ({ now, after, approvers }) => JSON.stringify([now, after, approvers]))
  return [...alike.values()].flatMap((own) => {
    const [one] = own
    if (one === undefined) return []
    const by = one.after === 'needs-approval' && one.approvers !== '' ? ` by ${one.approvers}` : ''
    return [`${listInWords(own.map(({ title }) => title))}: ${ANSWERS[one.now]} → ${ANSWERS[one.after]}${by}`]
  })
}

export const alertWords = ({ slo, severity, rules, at }: SimulatedAlert, moment: Moment): string =>
  `${severity} for ${slo} at ${moment(at)} (${rules.join(', ')})`

/** When all is well again: the level, and the budgets. */
export function recoveryLines({ level, slos }: Simulation, moment: Moment): readonly string[] {
  const lines: string[] = []
  if (level.worst !== null)
    lines.push(`at worst ${level.worst.level} (${level.worst.title}) from ${moment(level.worst.at)} on`)
  if (level.isWorse)
    lines.push(
      level.recoversAt === null
        ? slos.some(({ changedObjective }) => changedObjective !== undefined)
          ? 'the level stays worse with that objective'
          : 'the level stays worse for as long as any of it counts'
        : `the level is well again at ${moment(level.recoversAt)}, if the days stay as they usually are`,
    )
  const forgotten = Map.groupBy(
    slos.filter(({ forgottenAt, afterRatio }) => forgottenAt !== null && afterRatio !== null),
    ({ forgottenAt }) => forgottenAt ?? '',
  )
  for (const [at, own] of forgotten) {
    const names = listInWords(own.map(({ slo }) => slo))
    const isCalendar = !/^\d/.test(own[0]?.window ?? '')
    lines.push(
      isCalendar
        ? `the budget of ${names} is renewed at ${moment(at)}, when its ${(own[0]?.window ?? '').split(' ')[0] ?? ''} ends`
        : `it is out of the window of ${names} from ${moment(at)} on`,
    )
  }
  return lines
}

export const otherWords = (
  { title, service, now, after, slo, nowRatio, afterRatio }: SimulatedService,
  boundaries: readonly number[] = [],
): string => {
  const text = (ratio: number | null): string =>
    ratio === null ? 'no figure' : percentText(ratio, boundaries)
  const level = now.level === after.level ? `${now.level} stays` : `${now.level} becomes ${after.level}`
  return `${title} (${service}): ${level}, ${slo} ${text(nowRatio)} → ${text(afterRatio)}`
}
