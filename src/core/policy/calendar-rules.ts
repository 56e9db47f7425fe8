/** How staggered deployments are spread. */
export interface CalendarRules {
  readonly staggeredPerDay: number
  /** Whose days they share: each service its own, or all services one. */
  readonly scope: 'service' | 'all'
}

export const USUAL_CALENDAR: CalendarRules = { staggeredPerDay: 1, scope: 'service' }
