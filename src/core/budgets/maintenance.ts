import { merged, type Period } from '../kernel/time/period.ts'
import { periodsBetween, type Schedule } from '../kernel/time/schedule.ts'
import type { Sli, Slo } from './slo.ts'

/** A time in which failures are agreed, once or repeatedly. */
export interface MaintenanceWindow {
  readonly name: string
  readonly reason: string
  readonly schedule: Schedule
  readonly timeZone: string
  /** Null for all. */
  readonly services: readonly string[] | null
  /** Names of SLOs; null for all of its services. */
  readonly slos: readonly string[] | null
}

export const coversSlo = (
  { services, slos }: Pick<MaintenanceWindow, 'services' | 'slos'>,
  { service, name }: Pick<Slo, 'service' | 'name'>,
): boolean => (services?.includes(service) ?? true) && (slos?.includes(name) ?? true)

/** Why maintenance stays in what is measured; null where it can be left out, or is left out of the parts. */
export function whyNotExcluded(sli: Sli): string | null {
  switch (sli.kind) {
    case 'remaining':
      return 'a budget that something else has worked out already'
    case 'recorded':
      return `a ratio that the rules of ${sli.by} have recorded already`
    case 'ratio':
      return sli.expr.includes('$window')
        ? null
        : 'a ratio without $window, which cannot be asked for less time'
    default:
      return null
  }
}

/** When each SLO was in maintenance between two times. Looks at each window once, whatever the number of SLOs. */
export function maintenanceBetween(
  windows: readonly MaintenanceWindow[],
  from: number,
  until: number,
): (slo: Pick<Slo, 'service' | 'name'>) => readonly Period[] {
  const periods = windows.map((window) => ({
    window,
    periods: periodsBetween(window.schedule, window.timeZone, from, until),
  }))
  return (slo) => merged(periods.flatMap(({ window, periods: own }) => (coversSlo(window, slo) ? own : [])))
}

/** What `periods` and `[from, until)` share. */
export const within = (periods: readonly Period[], from: number, until: number): readonly Period[] =>
  periods
    .map((period) => ({ from: Math.max(period.from, from), until: Math.min(period.until, until) }))
    .filter((period) => period.until > period.from)

export const lengthOf = (periods: readonly Period[]): number =>
  periods.reduce((sum, { from, until }) => sum + until - from, 0)
