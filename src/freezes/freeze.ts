/** A freeze level of one service, from its beginning to its end, with what people have set for it. */
export interface Freeze {
  /** The id of the transition that began it; its announcement's subject is `freeze/<id>`. */
  readonly id: string
  readonly service: string
  readonly level: string
  readonly beganAt: number
  readonly endedAt: number | null
  /** Slack user id. */
  readonly incidentCommander: string | null
  /** https URL. */
  readonly warRoom: string | null
}

/** Port: freezes that are and were. */
export interface FreezeStore {
  save(freeze: Freeze): Promise<void>
  current(service: string): Promise<Freeze | undefined>
  /** Newest first. */
  of(service: string, limit: number): Promise<readonly Freeze[]>
}
