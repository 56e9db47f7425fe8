import { DAY_MS } from '../kernel/time/duration.ts'
import { dayIn, instantOf, wallAt } from '../kernel/time/wall-clock.ts'
import type { Cadence } from './policy.ts'

/** More than a week, so that a weekly time is always among the candidates, whatever the clocks do. */
const DAYS = 9

/** The first time of a cadence that is strictly after `now`. `every` counts from `levelSince`. Epoch milliseconds. */
export function nextTime(cadence: Cadence, timeZone: string, levelSince: number, now: number): number {
  if (cadence.kind === 'every') {
    const held = Math.floor((now - levelSince) / cadence.everyMs)
    return levelSince + (held + 1) * cadence.everyMs
  }
  return Math.min(...wallClockTimes(cadence, timeZone, now, 1).filter((time) => time > now))
}

/** The newest time of a cadence that has come by `now`, and was not before the level began; undefined if none has. */
export const latestTime = (
  cadence: Cadence,
  timeZone: string,
  levelSince: number,
  now: number,
): number | undefined => latestTimes(now)(cadence, timeZone, levelSince)

/** The same for many levels that share few cadences: each is looked up in the calendar once. */
export function latestTimes(
  now: number,
): (cadence: Cadence, timeZone: string, levelSince: number) => number | undefined {
  const known = new Map<string, readonly number[]>()
  return (cadence, timeZone, levelSince) => {
    if (cadence.kind === 'every') {
      const held = Math.floor((now - levelSince) / cadence.everyMs)
      return held < 1 ? undefined : levelSince + held * cadence.everyMs
    }
    const name = `${timeZone} ${JSON.stringify(cadence)}`
    const times = known.get(name) ?? wallClockTimes(cadence, timeZone, now, -1)
    known.set(name, times)
    const past = times.filter((time) => time <= now && time > levelSince)
    return past.length === 0 ? undefined : Math.max(...past)
  }
}

/** How long lies between two of its times, roughly: what a review looks back on. */
export function spanMs(cadence: Cadence): number {
  switch (cadence.kind) {
    case 'every':
      return cadence.everyMs
    case 'daily':
      return DAY_MS
    case 'weekly':
      return 7 * DAY_MS
  }
}

/** The cadence's times on the days around `now`. */
function wallClockTimes(
  cadence: Exclude<Cadence, { kind: 'every' }>,
  timeZone: string,
  now: number,
  direction: 1 | -1,
): number[] {
  const today = dayIn(now, timeZone)
  return Array.from({ length: DAYS }, (_, days) => today.add({ days: days * direction }))
    .filter((day) => cadence.kind === 'daily' || day.dayOfWeek === cadence.weekday)
    .flatMap((day) => cadence.at.map((time) => instantOf(wallAt(day, time), timeZone)))
}
