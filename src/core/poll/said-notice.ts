/** A policy notice that was said of a service, and when its condition last held. */
export interface SaidNotice {
  readonly service: string
  readonly name: string
  readonly saidAt: number
  readonly lastHeldAt: number
}

/** Port: which notices were said, so that none is repeated while it holds. */
export interface SaidNoticeStore {
  all(): Promise<readonly SaidNotice[]>
  save(notices: readonly SaidNotice[]): Promise<void>
}
