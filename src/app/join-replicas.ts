import type { Logger } from 'pino'
import { type FileLock, lockForOneBot } from '../adapters/store/sqlite/file-lock.ts'
import { holderOf } from '../adapters/store/sqlite/holder-of.ts'
import type { Store } from '../adapters/store/store.ts'
import { monotonicClock, systemClock } from '../adapters/system/system-clock.ts'
import { thisReplica } from '../adapters/system/this-replica.ts'
import type { Ids } from '../core/kernel/time/clock.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import { LeaseKeeper } from '../core/replicas/lease-keeper.ts'
import { SecondBotError } from '../core/replicas/second-bot.ts'

export interface JoinOptions {
  /** Of the database's file; null where it is on a server, which several replicas share. */
  readonly file: string | null
  readonly open: () => Promise<Store>
  /** A lease that others wait for lasts one poll. */
  readonly pollEveryMs: number
  /** How long to wait for another bot to end. */
  readonly waitMs: number
  /** Whether this process is here for what is done once, and must not go on without it. */
  readonly mustLead: boolean
  readonly ids: Ids
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

export interface Joined {
  readonly store: Store
  readonly lease: LeaseKeeper
  /** After the bot has stopped, which gives the lease back. */
  readonly close: () => Promise<void>
}

const SHORTEST_LEASE_MS = 2 * SECOND_MS
/** Nobody waits longer for a machine that is gone. */
const LONGEST_LEASE_MS = 15 * SECOND_MS
const LOCK_LOOK_MS = 100

const ONE_BOT =
  'stop that one first; each bot needs a database of its own, and several replicas of one bot need PostgreSQL'

/** How long replicas leave a lease alone that is not renewed: less than it takes to poll twice. */
export const leaseLengthMs = (pollEveryMs: number): number =>
  Math.min(Math.max(pollEveryMs, SHORTEST_LEASE_MS), LONGEST_LEASE_MS)

/**
 * Opens the store and takes a place among the replicas of it. On SQLite there is one: it waits for another bot to end, whose
 * death the system tells at once on the same machine, and its silence elsewhere.
 *
 * @throws SecondBotError when another bot goes on
 */
export async function joinReplicas(options: JoinOptions): Promise<Joined> {
  const until = monotonicClock.now() + options.waitMs
  // Sleeps keep no process alive, and there is nothing else yet.
  const alive = setInterval(() => undefined, SECOND_MS)
  try {
    return await joinedBefore(until, options)
  } finally {
    clearInterval(alive)
  }
}

async function joinedBefore(until: number, options: JoinOptions): Promise<Joined> {
  const { file, open, pollEveryMs, mustLead, ids, logger } = options
  const lock = file === null ? undefined : await lockedBefore(until, file, logger)
  let store: Store | undefined
  try {
    store = await open()
    const replica = thisReplica()
    const lease = new LeaseKeeper({
      store,
      replica,
      lengthMs: file === null ? leaseLengthMs(pollEveryMs) : LONGEST_LEASE_MS,
      monotonic: monotonicClock,
      clock: systemClock,
      ids,
      // Under one kernel the lock would still be held.
      ...(lock && { isGone: ({ kernel }) => kernel === replica.kernel }),
      onTrouble: (error) =>
        logger.warn({ err: error }, 'the lease could not be looked at; it is tried again'),
    })
    await lease.start()
    const isAlone = file !== null || mustLead
    if (isAlone && !(await lease.takenWithin(until - monotonicClock.now()))) {
      await lease.stop()
      throw new SecondBotError(file ?? 'the same database', lease.holder, ONE_BOT)
    }
    const opened = store
    return {
      store,
      lease,
      close: async () => {
        await opened.close()
        lock?.release()
      },
    }
  } catch (error) {
    await store?.close()
    lock?.release()
    throw error
  }
}

async function lockedBefore(until: number, file: string, logger: JoinOptions['logger']): Promise<FileLock> {
  let isTold = false
  for (;;) {
    const lock = lockForOneBot(file)
    if (lock !== undefined) return lock
    const leftMs = until - monotonicClock.now()
    if (leftMs <= 0) throw new SecondBotError(file, holderOf(file), ONE_BOT)
    if (!isTold)
      logger.info({ file, holder: holderOf(file) }, 'another bot has the database: waiting for it to end')
    isTold = true
    await monotonicClock.sleep(Math.min(LOCK_LOOK_MS, leftMs))
  }
}
