import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditLog } from '../../core/kernel/audit/audit-entry.ts'
import type { Transactor } from '../../core/kernel/transaction.ts'
import type { PushedCountStore } from '../../core/budgets/pushed-counts.ts'
import type { DiscoveredSloStore } from '../../core/budgets/discovered.ts'
import type { ReadingStore } from '../../core/budgets/reading.ts'
import type { GrantStore, RequestStore } from '../../core/requests/deploy-request.ts'
import type { ActionStore, LevelNoticeStore, TopActionStore } from '../../core/actions/action.ts'
import type { CalendarStore } from '../../core/calendar/planned-deployment.ts'
import type { RolloutStore } from '../../core/rollouts/rollout.ts'
import type { DeclaredFreezeStore } from '../../core/freezes/declared-freeze.ts'
import type { LevelFreezeStore } from '../../core/freezes/level-freeze.ts'
import type { PostmortemStore } from '../../core/freezes/postmortem.ts'
import type { WindowRunStore } from '../../core/freezes/window-run.ts'
import type { IncidentStore } from '../../core/incidents/incident.ts'
import type { DeliveryStore } from '../../core/kernel/outbox/delivery.ts'
import type { Outbox } from '../../core/kernel/outbox/owed-message.ts'
import type { ReviewStore } from '../../core/reviews/review.ts'
import type { StatusStore } from '../../core/policy/status.ts'
import type { BurnAlertStore } from '../../core/burn-alerts/burn-alert.ts'
import type { SaidNoticeStore } from '../../core/poll/said-notice.ts'
import { ActionStorage } from './action-storage.ts'
import { AuditStorage } from './audit-storage.ts'
import { BurnAlertStorage } from './burn-alert-storage.ts'
import { CalendarStorage } from './calendar-storage.ts'
import { ONE } from './database.ts'
import { DeclaredFreezeStorage } from './declared-freeze-storage.ts'
import { DeliveryStorage } from './delivery-storage.ts'
import { DiscoveredSloStorage } from './discovered-slo-storage.ts'
import { LevelNoticeStorage, TopActionStorage } from './top-action-storage.ts'
import { LevelFreezeStorage } from './level-freeze-storage.ts'
import { GrantStorage } from './grant-storage.ts'
import { IncidentStorage } from './incident-storage.ts'
import { NoticeStorage } from './notice-storage.ts'
import { OutboxStorage } from './outbox-storage.ts'
import { PostmortemStorage } from './postmortem-storage.ts'
import { PushedCountStorage } from './pushed-count-storage.ts'
import { ReadingStorage } from './reading-storage.ts'
import { ReviewStorage } from './review-storage.ts'
import { RolloutStorage } from './rollout-storage.ts'
import { RequestStorage } from './request-storage.ts'
import type { Database } from './schema.ts'
import { StatusStorage } from './status-storage.ts'
import { TransactionMisuseError } from './store-error.ts'
import { WindowRunStorage } from './window-run-storage.ts'

export interface Stores {
  readonly readings: ReadingStore
  readonly pushedCounts: PushedCountStore
  readonly statuses: StatusStore
  readonly levelFreezes: LevelFreezeStore
  readonly declaredFreezes: DeclaredFreezeStore
  readonly windowRuns: WindowRunStore
  readonly postmortems: PostmortemStore
  readonly incidents: IncidentStore
  readonly actions: ActionStore
  readonly topActions: TopActionStore
  readonly levelNotices: LevelNoticeStore
  readonly requests: RequestStore
  readonly grants: GrantStore
  readonly audit: AuditLog
  readonly outbox: Outbox
  readonly deliveries: DeliveryStore
  readonly reviews: ReviewStore
  readonly rollouts: RolloutStore
  readonly calendar: CalendarStore
  readonly notices: SaidNoticeStore
  readonly burnAlerts: BurnAlertStore
  readonly discovered: DiscoveredSloStore
}

/**
 * Everything that is stored. Used directly, each call stands for itself; inside `transaction`, the stores that are handed
 * to `work` belong together. Transactions run one after the other, and direct calls wait while one runs.
 */
export interface Store extends Stores, Transactor<Stores> {
  /** Whether the database answers a question within two seconds. */
  healthy(): Promise<boolean>
  /** Ages everything that ages: readings, pushed counts, deliveries. Cheap when called once an hour. */
  thin(now: number, kept?: Retention): Promise<void>
  /** Waits for what is under way or queued. */
  close(): Promise<void>
}

/** How long what has been thinned is kept, at most. */
export interface Retention {
  readonly readingsMs: number
  readonly pushedCountsMs: number
}

export const HEALTH_TIMEOUT_MS = 2_000

/** Marks the asynchronous context of a transaction's work, so that waiting there for the connection is noticed. */
export class TransactionScope {
  readonly #storage = new AsyncLocalStorage<{ open: boolean }>()

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const scope = { open: true }
    try {
      return await this.#storage.run(scope, work)
    } finally {
      scope.open = false
    }
  }

  /** @throws TransactionMisuseError inside a transaction's work */
  readonly assertOutside = (): void => {
    if (this.#storage.getStore()?.open !== true) return
    throw new TransactionMisuseError(
      'the store was used inside its own transaction, which would wait for itself: use the stores handed to the work',
    )
  }
}

export class KyselyStore implements Store {
  readonly readings: ReadingStore
  readonly pushedCounts: PushedCountStore
  readonly statuses: StatusStore
  readonly levelFreezes: LevelFreezeStore
  readonly declaredFreezes: DeclaredFreezeStore
  readonly windowRuns: WindowRunStore
  readonly postmortems: PostmortemStore
  readonly incidents: IncidentStore
  readonly actions: ActionStore
  readonly topActions: TopActionStore
  readonly levelNotices: LevelNoticeStore
  readonly requests: RequestStore
  readonly grants: GrantStore
  readonly audit: AuditLog
  readonly outbox: Outbox
  readonly deliveries: DeliveryStorage
  readonly reviews: ReviewStore
  readonly rollouts: RolloutStore
  readonly calendar: CalendarStore
  readonly notices: SaidNoticeStore
  readonly burnAlerts: BurnAlertStore
  readonly discovered: DiscoveredSloStore
  readonly #db: Database
  readonly #scope: TransactionScope

  constructor(db: Database, scope: TransactionScope) {
    this.#db = db
    this.#scope = scope
    const stores = storesOn(db)
    this.readings = stores.readings
    this.pushedCounts = stores.pushedCounts
    this.statuses = stores.statuses
    this.levelFreezes = stores.levelFreezes
    this.declaredFreezes = stores.declaredFreezes
    this.windowRuns = stores.windowRuns
    this.postmortems = stores.postmortems
    this.incidents = stores.incidents
    this.actions = stores.actions
    this.topActions = stores.topActions
    this.levelNotices = stores.levelNotices
    this.requests = stores.requests
    this.grants = stores.grants
    this.audit = stores.audit
    this.outbox = stores.outbox
    this.deliveries = stores.deliveries
    this.reviews = stores.reviews
    this.rollouts = stores.rollouts
    this.calendar = stores.calendar
    this.notices = stores.notices
    this.burnAlerts = stores.burnAlerts
    this.discovered = stores.discovered
  }

  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> {
    return this.#db.transaction().execute((transaction) => this.#scope.run(() => work(storesOn(transaction))))
  }

  async healthy(): Promise<boolean> {
    const timeout = new AbortController()
    try {
      const answered = this.#db.selectFrom('marks').select('name').limit(ONE).execute()
      return await Promise.race([
        answered.then(
          () => true,
          () => false,
        ),
        sleep(HEALTH_TIMEOUT_MS, false, { signal: timeout.signal, ref: false }),
      ])
    } finally {
      timeout.abort()
    }
  }

  async thin(now: number, kept?: Retention): Promise<void> {
    await this.readings.thin(now, kept?.readingsMs)
    await this.pushedCounts.thin(now, kept?.pushedCountsMs)
    await this.deliveries.thin(now)
  }

  close(): Promise<void> {
    return this.#db.destroy()
  }
}

function storesOn(db: Database): Stores & { readonly deliveries: DeliveryStorage } {
  return {
    readings: new ReadingStorage(db),
    pushedCounts: new PushedCountStorage(db),
    statuses: new StatusStorage(db),
    levelFreezes: new LevelFreezeStorage(db),
    declaredFreezes: new DeclaredFreezeStorage(db),
    windowRuns: new WindowRunStorage(db),
    postmortems: new PostmortemStorage(db),
    incidents: new IncidentStorage(db),
    actions: new ActionStorage(db),
    topActions: new TopActionStorage(db),
    levelNotices: new LevelNoticeStorage(db),
    requests: new RequestStorage(db),
    grants: new GrantStorage(db),
    audit: new AuditStorage(db),
    outbox: new OutboxStorage(db),
    deliveries: new DeliveryStorage(db),
    reviews: new ReviewStorage(db),
    rollouts: new RolloutStorage(db),
    calendar: new CalendarStorage(db),
    notices: new NoticeStorage(db),
    burnAlerts: new BurnAlertStorage(db),
    discovered: new DiscoveredSloStorage(db),
  }
}
