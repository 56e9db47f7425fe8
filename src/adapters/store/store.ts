import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Transactor } from '../../core/kernel/transaction.ts'
import { actionStorage, levelNoticeStorage, topActionStorage } from './action-storage.ts'
import type { AuditKey } from '../../core/kernel/audit/audit-key.ts'
import { auditChainStorage } from './audit-chain-storage.ts'
import { auditPages } from './audit-pages.ts'
import { auditStorage } from './audit-storage.ts'
import { burnAlertStorage } from './burn-alert-storage.ts'
import { calendarStorage } from './calendar-storage.ts'
import { declaredFreezeStorage } from './declared-freeze-storage.ts'
import { deliveryStorage } from './delivery-storage.ts'
import { discoveredSloStorage } from './discovered-slo-storage.ts'
import { flagStorage } from './flag-storage.ts'
import { gatePassStorage } from './gate-pass-storage.ts'
import { grantStorage } from './grant-storage.ts'
import { incidentStorage } from './incident-storage.ts'
import { leaseStorage } from './lease-storage.ts'
import { levelFreezeStorage } from './level-freeze-storage.ts'
import { noticeStorage } from './notice-storage.ts'
import { outcomeStorage } from './outcome-storage.ts'
import { outboxStorage } from './outbox-storage.ts'
import { pagerAlertStorage } from './pager-alert-storage.ts'
import { postmortemStorage } from './postmortem-storage.ts'
import { thinPosts } from './post-thinning.ts'
import { pushedCountStorage } from './pushed-count-storage.ts'
import { readingStorage } from './reading-storage.ts'
import { periodFiguresStorage } from './report-storage.ts'
import { requestStorage } from './request-storage.ts'
import { thinRecords } from './record-thinning.ts'
import { reviewStorage } from './review-storage.ts'
import { riskStorage } from './risk-storage.ts'
import { rolloutStorage } from './rollout-storage.ts'
import type { Database } from './schema.ts'
import { shadowAnswerStorage, shadowStorage } from './shadow-storage.ts'
import { isShared, signalStorage } from './signal-storage.ts'
import { seenStorage } from './seen-storage.ts'
import { signInStorage } from './sign-in-storage.ts'
import { statusStorage } from './status-storage.ts'
import { hintFor, TransactionMisuseError } from './store-error.ts'
import { windowRunStorage } from './window-run-storage.ts'

/** Each is the port that its storage says it is. */
const storesOn = (db: Database, auditKey: AuditKey | null) => ({
  readings: readingStorage(db),
  pushedCounts: pushedCountStorage(db),
  statuses: statusStorage(db),
  levelFreezes: levelFreezeStorage(db),
  declaredFreezes: declaredFreezeStorage(db),
  windowRuns: windowRunStorage(db),
  postmortems: postmortemStorage(db),
  incidents: incidentStorage(db),
  actions: actionStorage(db),
  topActions: topActionStorage(db),
  levelNotices: levelNoticeStorage(db),
  requests: requestStorage(db),
  grants: grantStorage(db),
  gatePasses: gatePassStorage(db),
  outcomes: outcomeStorage(db),
  audit: auditStorage(db, auditKey),
  auditChain: auditChainStorage(db),
  auditPages: auditPages(db),
  outbox: outboxStorage(db),
  deliveries: deliveryStorage(db),
  reviews: reviewStorage(db),
  rollouts: rolloutStorage(db),
  calendar: calendarStorage(db),
  notices: noticeStorage(db),
  burnAlerts: burnAlertStorage(db),
  flagChanges: flagStorage(db),
  pagerAlerts: pagerAlertStorage(db),
  discovered: discoveredSloStorage(db),
  shadows: shadowStorage(db),
  shadowAnswers: shadowAnswerStorage(db),
  signIns: signInStorage(db),
  seen: seenStorage(db),
  periodFigures: periodFiguresStorage(db),
  risks: riskStorage(db),
  leases: leaseStorage(db),
  signals: signalStorage(db),
})

export type Stores = Readonly<ReturnType<typeof storesOn>>

/**
 * Everything that is stored. Used directly, each call stands for itself; inside `transaction`, the stores that are handed
 * to `work` belong together. Transactions run one after the other, and direct calls wait while one runs.
 */
export interface Store extends Stores, Transactor<Stores> {
  /** Whether several replicas may use it. */
  readonly isShared: boolean
  /** Tells at once, as far as it can, that a replica has sent a signal, until it is stopped. The listener must not throw. */
  listen(onSignal: () => void): Promise<() => Promise<void>>
  /** What keeps the database from being written within two seconds, for people; null where nothing does. */
  trouble(): Promise<string | null>
  /** Ages everything that ages: readings, pushed counts, deliveries, records that are over and where their posts are. Cheap when called once an hour. */
  thin(now: number, kept?: Retention): Promise<void>
  /** Waits for what is under way or queued. */
  close(): Promise<void>
}

/** How long what has been thinned, or has ended, is kept at most. */
export interface Retention {
  readonly readingsMs: number
  readonly pushedCountsMs: number
  /** Of incidents, requests and everything else that has ended. */
  readonly recordsMs: number
  /** Of the audit log, under a seal; null or left out for ever. `thin` leaves it alone. */
  readonly auditMs?: number | null
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

/** A write, because a full disk still answers questions. */
const countLook = (db: Database): Promise<unknown> =>
  db
    .insertInto('marks')
    .values({ name: 'looks', at: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ at: sql`"marks"."at" + 1` }))
    .execute()

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export interface StoreBehind {
  /** What has happened to the file that the database is in. */
  readonly whyLost?: () => string | null
  /** Why a server may not have answered, where that is known. */
  readonly whySilent?: () => string | null
  /** Signs each entry of the log. */
  readonly auditKey?: AuditKey | null
  readonly listen?: Store['listen']
}

export function storeOn(
  db: Database,
  scope: TransactionScope,
  {
    whyLost = () => null,
    whySilent = () => null,
    auditKey = null,
    listen = () => Promise.resolve(() => Promise.resolve()),
  }: StoreBehind = {},
): Store {
  const stores = storesOn(db, auditKey)
  return {
    ...stores,
    isShared: isShared(db),
    listen,

    transaction: (work) =>
      db.transaction().execute((transaction) => scope.run(() => work(storesOn(transaction, auditKey)))),

    async trouble() {
      const lost = whyLost()
      if (lost !== null) return lost
      const timeout = new AbortController()
      try {
        return await Promise.race([
          countLook(db).then(
            () => null,
            (error: unknown) => `the database cannot be written: ${messageOf(error)}${hintFor(error)}`,
          ),
          sleep(HEALTH_TIMEOUT_MS, undefined, { signal: timeout.signal, ref: false }).then(() => {
            const why = whySilent()
            return `the database does not answer${why === null ? '' : `: ${why}`}`
          }),
        ])
      } finally {
        timeout.abort()
      }
    },

    async thin(now, kept) {
      await stores.readings.thin(now, kept?.readingsMs)
      await stores.pushedCounts.thin(now, kept?.pushedCountsMs)
      await stores.deliveries.thin(now)
      await stores.shadowAnswers.thin(now)
      await stores.signIns.thin(now)
      if (kept !== undefined) {
        await thinRecords(db, now - kept.recordsMs)
        await thinPosts(db, now, now - kept.recordsMs)
      }
      await stores.seen.thin(now)
    },

    close: () => db.destroy(),
  }
}
