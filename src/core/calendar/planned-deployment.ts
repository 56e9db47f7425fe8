/** A deployment that somebody means to make at a time. Times are epoch milliseconds. */
export interface PlannedDeployment {
  readonly id: string
  readonly service: string
  readonly revision: string
  readonly change: string
  readonly risk: string
  readonly at: number
  /** Of its kind only so many go out on a day. */
  readonly isStaggered: boolean
  readonly plannedBy: string
  readonly plannedAt: number
  readonly cancelledAt: number | null
  /** When its stakeholders were asked to watch it begin. */
  readonly toldAt: number | null
  /** When the gate, or a rollout, first let it start. */
  readonly letThroughAt: number | null
}

/** Somebody is away, from the first of these days to the last one. Dates such as `2026-12-24`. */
export interface Absence {
  readonly userId: string
  readonly from: string
  readonly until: string
}

/** Port: what is in the calendar. */
export interface CalendarStore {
  savePlan(plan: PlannedDeployment): Promise<void>
  plan(id: string): Promise<PlannedDeployment | undefined>
  /** Those of `[from, until)` that were not cancelled, by time. */
  plans(from: number, until: number): Promise<readonly PlannedDeployment[]>
  /** Absences on any day from `from` on. */
  absences(from: string): Promise<readonly Absence[]>
  saveAbsence(absence: Absence): Promise<void>
  /** The people named by command; null where none ever were. */
  stakeholders(service: string): Promise<readonly string[] | null>
  nameStakeholders(service: string, userIds: readonly string[]): Promise<void>
}
