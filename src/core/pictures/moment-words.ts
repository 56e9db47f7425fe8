import { wallTime } from '../kernel/time/wall-time.ts'

/** `2025-10-23 15:30 UTC` */
export function momentWords(at: number, timeZone: string): string {
  const { date, time, zone } = wallTime(at, timeZone)
  return `${date} ${time} ${zone}`
}
