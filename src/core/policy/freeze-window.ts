import type { Period } from '../kernel/time/period.ts'
import { lastPeriod, nextPeriod, periodAt, type Schedule } from '../kernel/time/schedule.ts'
import type { Freeze } from './freeze.ts'

/** A freeze that is known in advance, from the configuration. */
export interface FreezeWindow {
  readonly name: string
  readonly reason: string
  readonly schedule: Schedule
  readonly timeZone: string
  /** Null: all services. */
  readonly services: readonly string[] | null
  /** The change types that it blocks; null: a freeze like a declared one. */
  readonly changes: readonly string[] | null
}

/** A window with one of its periods. */
export interface ScheduledFreeze extends Period {
  readonly window: FreezeWindow
}

/** The windows that `now` is in. */
export const windowsAt = (windows: readonly FreezeWindow[], now: number): readonly ScheduledFreeze[] =>
  windows.flatMap((window) => {
    const period = periodAt(window.schedule, window.timeZone, now)
    return period === null ? [] : [{ window, ...period }]
  })

/** When a window begins next; null when it never does. */
export function nextWindow(window: FreezeWindow, now: number): ScheduledFreeze | null {
  const period = nextPeriod(window.schedule, window.timeZone, now)
  return period && { window, ...period }
}

/** Those of the windows that begin within `aheadMs`, the soonest first. */
export const windowsAhead = (
  windows: readonly FreezeWindow[],
  now: number,
  aheadMs: number,
): readonly ScheduledFreeze[] =>
  windows
    .flatMap((window) => {
      const next = nextWindow(window, now)
      return next !== null && next.from <= now + aheadMs ? [next] : []
    })
    .sort((a, b) => a.from - b.from)

/** The last period of a window that began after `since` and is over: it may not have been announced. */
export function windowMissed(window: FreezeWindow, since: number, now: number): ScheduledFreeze | null {
  const period = lastPeriod(window.schedule, window.timeZone, since, now)
  return period && { window, ...period }
}

export const coversService = ({ services }: Pick<FreezeWindow, 'services'>, service: string): boolean =>
  services === null || services.includes(service)

export const scheduledAsFreeze = ({
  window: { name, reason, changes },
  from,
  until,
}: ScheduledFreeze): Freeze => ({
  kind: 'window',
  name,
  reason,
  since: from,
  until,
  changes,
})
