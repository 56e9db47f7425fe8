import type { Page, PageOf } from '../kernel/paging.ts'

/** Freezes of every service have this instead of a name. */
export const ALL_SERVICES = '*'

/** Who declares a freeze that an alert asks for, and lifts it when the alert is over. */
export const ALERT_ACTOR = 'alertmanager'

/** A freeze or a correctness incident that a person declared. */
export interface DeclaredFreeze {
  readonly id: string
  readonly kind: 'freeze' | 'correctness'
  /** A service's name, or ALL_SERVICES. */
  readonly service: string
  /** What the person wrote. */
  readonly reason: string
  /** Slack user id, or ALERT_ACTOR. */
  readonly declaredBy: string
  readonly declaredAt: number
  /** When it ends by itself; null when a person must end it. */
  readonly until: number | null
  readonly endedAt: number | null
  /** Slack user id, ALERT_ACTOR, or `budgeteer` for one whose time was over; null while it lasts. */
  readonly endedBy: string | null
  /**
   * Subject of the only post that tells of it, where that is not its usual one: of the post about many freezes, or of a
   * correctness incident's post in the channel of shadow. Null when it has its usual posts.
   */
  readonly toldIn: string | null
}

/** Whether it still freezes: one whose time is over does not, even before that is announced. */
export const isInForce = ({ endedAt, until }: DeclaredFreeze, now: number): boolean =>
  endedAt === null && (until === null || now < until)

export const covers = ({ service }: Pick<DeclaredFreeze, 'service'>, name: string): boolean =>
  service === ALL_SERVICES || service === name

/** Port: what was declared. */
export interface DeclaredFreezeStore {
  save(freeze: DeclaredFreeze): Promise<void>
  byId(id: string): Promise<DeclaredFreeze | undefined>
  /** Those that have not been ended yet, oldest first; their time may be over. */
  open(): Promise<readonly DeclaredFreeze[]>
  /** Those that cover a service or all, by when they were declared. */
  page(service: string, page: PageOf): Promise<Page<DeclaredFreeze>>
  /** Those that one post tells of; open ones first, oldest first. */
  toldIn(subject: string): Promise<readonly DeclaredFreeze[]>
}
