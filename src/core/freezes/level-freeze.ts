import type { MessageContent } from '../kernel/outbox/owed-message.ts'
import type { Page, PageOf } from '../kernel/paging.ts'

/** A freeze level of one service, from its beginning to its end, with what people have set for it. */
export interface LevelFreeze {
  /** The id of the transition that began it. */
  readonly id: string
  readonly service: string
  readonly level: string
  readonly beganAt: number
  readonly endedAt: number | null
  /** Slack user id. */
  readonly incidentCommander: string | null
  /** https URL. */
  readonly warRoom: string | null
  /** The subject whose thread takes the freeze's updates: its own announcement, or the digest that announced it. */
  readonly subject: string
  /** What the announcement said, to be edited as the freeze goes on; null when a digest announced it. */
  readonly announcement: MessageContent | null
}

/** Port: freezes that are and were. */
export interface LevelFreezeStore {
  save(freeze: LevelFreeze): Promise<void>
  byId(id: string): Promise<LevelFreeze | undefined>
  current(service: string): Promise<LevelFreeze | undefined>
  /** Newest first. */
  of(service: string, limit: number): Promise<readonly LevelFreeze[]>
  page(service: string, page: PageOf): Promise<Page<LevelFreeze>>
}
