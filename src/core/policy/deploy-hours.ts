/** A stretch of each of these days, in the policy's time zone. It belongs to the day on which it begins. */
export interface WeeklyWindow {
  /** ISO 8601: Monday is 1. */
  readonly days: readonly number[]
  /** Wall-clock time such as `22:00`. */
  readonly from: string
  /** Wall-clock time, `24:00` for the end of the day; at or before `from` it is of the next day. */
  readonly to: string
}

/** When deployments may start at a level. */
export interface DeployHours {
  /** Deployments start in these windows alone; empty: at any time. */
  readonly allowed: readonly WeeklyWindow[]
  /** Advised, never enforced. */
  readonly preferred: readonly WeeklyWindow[]
}
