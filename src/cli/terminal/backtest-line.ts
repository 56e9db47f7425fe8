import type { LevelPeriod, ServiceBacktest, Steps } from '../../core/backtest/backtest.ts'
import { UNKNOWN_LEVEL } from '../../core/policy/policy.ts'

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const UNKNOWN = '·'

/** A sign for each level: the worse, the higher. */
export function levelSigns({ levels }: Pick<ServiceBacktest, 'levels'>): ReadonlyMap<string, string> {
  const known = levels.filter(({ level }) => level !== UNKNOWN_LEVEL)
  const last = Math.max(1, known.length - 1)
  return new Map([
    ...known.map(
      ({ level }, rank) => [level, BARS[Math.round((rank / last) * (BARS.length - 1))] ?? '█'] as const,
    ),
    [UNKNOWN_LEVEL, UNKNOWN] as const,
  ])
}

/** The levels from the first look to the last in `width` signs, each for the worst level of its time. */
export function levelLine(
  service: Pick<ServiceBacktest, 'levels' | 'periods'>,
  { from, until }: Steps,
  width: number,
): string {
  const signs = levelSigns(service)
  const ranks = new Map(service.levels.map(({ level }, rank) => [level, rank]))
  // What is known says more than what is not.
  const rankOf = ({ level }: LevelPeriod): number => (level === UNKNOWN_LEVEL ? -1 : (ranks.get(level) ?? -1))
  const eachMs = (until - from) / width
  return Array.from({ length: width }, (_, index) => {
    const begins = from + index * eachMs
    const within = service.periods.filter((one) => one.from < begins + eachMs && one.until > begins)
    const worst = within.toSorted((a, b) => rankOf(b) - rankOf(a))[0]
    return signs.get(worst?.level ?? UNKNOWN_LEVEL) ?? UNKNOWN
  }).join('')
}

/** `▁ GREEN  ▃ YELLOW  █ RED`; unknown where the service was. */
export const levelLegend = (service: Pick<ServiceBacktest, 'levels'>): string => {
  const signs = levelSigns(service)
  return service.levels.map(({ level }) => `${signs.get(level) ?? UNKNOWN} ${level}`).join('  ')
}
