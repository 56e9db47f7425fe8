/** Something that went wrong and cost budget. */
export interface Incident {
  readonly id: string
  readonly service: string
  readonly startedAt: number
  /** Null while it goes on. */
  readonly endedAt: number | null
  /** What people call it: `HighErrorRate`. */
  readonly what: string
  /** Share of requests that failed while it lasted, worked out from the data; null when there was none. */
  readonly failedRatio: number | null
  /** Share of the budget of `slo` that it cost: bad events in its time ÷ bad events that the window allows. */
  readonly costRatio: number | null
  readonly slo: string | null
  /** Slack user id of who entered it. */
  readonly enteredBy: string
}

/** Port: incidents by time. */
export interface IncidentStore {
  add(incident: Incident): Promise<void>
  /** Those of a service (of all when undefined) that touch the time after `since`, oldest first. */
  since(service: string | undefined, since: number): Promise<readonly Incident[]>
}
