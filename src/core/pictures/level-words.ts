import { counted } from '../kernel/counted.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { durationInWords } from '../kernel/time/duration.ts'
import { momentWords } from './moment-words.ts'
import type { FleetDays, FleetRow, LevelRibbon, PicturedLevel, RibbonRow } from './picture.ts'

/** The same in words: of each service how many days it was at each level, and at which on the last one. */
export function fleetWords({ title, timeZone, from, until, levels, services, leftOut }: FleetDays): string {
  const rest = leftOut === 0 ? [] : [`${counted(leftOut, 'service')} more, today none worse.`]
  return [
    `${title}: the worst level of each day, from ${momentWords(from, timeZone)} to ${momentWords(until, timeZone)}.`,
    ...services.map((row) => serviceWords(row, levels)),
    ...rest,
  ].join(' ')
}

function serviceWords({ title, days }: FleetRow, levels: readonly PicturedLevel[]): string {
  const known = days.map((place) => (place === null ? null : (levels[place] ?? null)))
  const counts = countsOf(known.map((level) => ({ level, amount: 1 })))
  const told = counts.map(
    ({ level, amount }) => `${counted(amount, 'day')} ${level?.level ?? 'not measured'}`,
  )
  return `${title}: ${known.at(-1)?.level ?? 'not measured'} on the last day; ${listInWords(told)}.`
}

/** The same in words: of each service how long it was at each level, worst first, and how often it changed. */
export function ribbonWords({ title, timeZone, from, until, levels, rows }: LevelRibbon): string {
  return [
    `${title}, from ${momentWords(from, timeZone)} to ${momentWords(until, timeZone)}.`,
    ...rows.map((row) => rowWords(row, levels)),
  ].join(' ')
}

function rowWords({ title, policy, periods }: RibbonRow, levels: readonly PicturedLevel[]): string {
  const lasting = periods.map(({ level, from, until }) => ({
    level: levels[level] ?? null,
    amount: until - from,
  }))
  const counts = countsOf(lasting)
  const told = counts.map(({ level, amount }) => `${level?.level ?? ''} for ${durationInWords(amount)}`)
  if (told.length === 0) return `${title} under ${policy}: not measured.`
  return `${title} under ${policy}: ${listInWords(told)}, in ${counted(periods.length, 'period')}.`
}

interface Counted {
  readonly level: PicturedLevel | null
  readonly amount: number
}

/** By level, worst first. */
const countsOf = (all: readonly Counted[]): readonly Counted[] =>
  [...Map.groupBy(all, ({ level }) => level?.level).values()]
    .map((same) => ({
      level: same[0]?.level ?? null,
      amount: same.reduce((sum, { amount }) => sum + amount, 0),
    }))
    .sort((a, b) => (b.level?.severity ?? -1) - (a.level?.severity ?? -1))
