import { percentText } from '../budgets/percent.ts'
import { boundariesOf } from '../policy/condition.ts'
import { conditionInWords } from '../policy/condition-words.ts'
import { type Level, levelNamed, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import { hasMoved, type JudgedService } from '../status/judge.ts'
import type { BacktestFreeze, LevelPeriod, LevelTime } from './backtest.ts'

type Begun = Omit<LevelPeriod, 'until'>

/** The levels of one service as they follow one another, and the freezes among them. */
export interface LevelLog {
  note(judged: JudgedService, at: number): void
  /** Everything up to `until`, when the backtest ends. */
  told(until: number): {
    readonly periods: readonly LevelPeriod[]
    readonly levels: readonly LevelTime[]
    readonly freezes: readonly BacktestFreeze[]
  }
}

export function levelLog(policy: Policy): LevelLog {
  const begun: Begun[] = []
  return {
    note(judged, at) {
      const { level, slo, remainingRatio } = judged.status
      if (begun.length === 0 || hasMoved(judged)) begun.push({ level, from: at, slo, remainingRatio })
    },
    told(until) {
      const periods = begun.map((one, index) => ({ ...one, until: begun[index + 1]?.from ?? until }))
      return {
        periods,
        levels: levelTimes(policy, periods),
        freezes: periods.flatMap((period, index) => freezeOf(policy, period, index === periods.length - 1)),
      }
    },
  }
}

/** Every level of the policy, also those that never were. */
function levelTimes(policy: Policy, periods: readonly LevelPeriod[]): readonly LevelTime[] {
  const msAt = (name: string): number =>
    periods.reduce((sum, { level, from, until }) => (level === name ? sum + until - from : sum), 0)
  const known = policy.levels.map(({ name, title, emoji, freeze }) => ({
    level: name,
    title,
    emoji,
    freeze,
    ms: msAt(name),
  }))
  const unknownMs = msAt(UNKNOWN_LEVEL)
  return unknownMs === 0
    ? known
    : [...known, { level: UNKNOWN_LEVEL, title: 'Never measured', emoji: '❔', freeze: false, ms: unknownMs }]
}

function freezeOf(policy: Policy, period: LevelPeriod, isLast: boolean): readonly BacktestFreeze[] {
  const level = levelNamed(policy, period.level)
  if (level?.freeze !== true) return []
  const { from, until, slo, remainingRatio } = period
  const reason = reasonOf(policy, level, period)
  return [
    {
      kind: 'level',
      level: level.name,
      from,
      until: isLast ? null : until,
      slo,
      remainingRatio,
      reason,
    },
  ]
}

/** `availability had 12% left; ORANGE is when less than 25% of the budget is left`. */
function reasonOf(policy: Policy, { name, when }: Level, { slo, remainingRatio }: LevelPeriod): string {
  const had =
    slo === null || remainingRatio === null
      ? ''
      : `${slo} had ${percentText(remainingRatio, boundariesOf(policy))} left; `
  return `${had}${name} is when ${when === null ? 'no other level holds' : conditionInWords(when)}`
}
