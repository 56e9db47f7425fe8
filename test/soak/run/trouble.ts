import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { Workspace } from '../../../demo/workspace/workspace.ts'
import type { Budgets } from './budgets.ts'
import type { FaultLog } from './fault-log.ts'

const BETWEEN_MS = 4_000
const LOCKED_MS = 1_500
const AWAY_MS = 5_000

/** Everything that goes wrong around a bot, one after the other, until the signal. */
export async function trouble(
  parts: {
    readonly workspace: Workspace
    readonly budgets: Budgets
    readonly database: string
    readonly faults: FaultLog
  },
  signal: AbortSignal,
): Promise<void> {
  const { workspace, budgets, database, faults } = parts
  const during = async (
    kind: Parameters<FaultLog['begin']>[0],
    ms: number,
    begin: () => void,
  ): Promise<void> => {
    const end = faults.begin(kind)
    begin()
    await sleep(ms)
    end()
  }
  const slack = (fault: Parameters<Workspace['failNext']>[1], times: number) => () =>
    during('slack', BETWEEN_MS, () => workspace.failNext('chat.postMessage', fault, times))
  const prometheus = (mode: 'away' | 'slow') => async () => {
    await during('prometheus', AWAY_MS, () => {
      budgets.mode = mode
    })
    budgets.mode = 'well'
  }
  const faultsInTurn = [
    slack({ status: 429, retryAfterSeconds: 1 }, 2),
    () => during('database', LOCKED_MS, () => lock(database, LOCKED_MS)),
    slack({ status: 500 }, 2),
    prometheus('away'),
    slack({ dropConnection: 'after' }, 1),
    () => during('socket', 2_000, () => workspace.disconnectSockets('network')),
    slack({ delayMs: 3_000 }, 2),
    prometheus('slow'),
    slack({ dropConnection: 'before' }, 2),
    () => during('socket', 2_000, () => workspace.disconnectSockets('refresh_requested')),
    slack({ error: 'internal_error' }, 1),
  ]
  for (let turn = 0; !signal.aborted; turn += 1) {
    budgets.turn(turn)
    await faultsInTurn[turn % faultsInTurn.length]?.()
    await sleep(BETWEEN_MS, undefined, { signal }).catch(() => undefined)
  }
  workspace.clearFaults()
}

/** Holds the lock of writers, as a backup tool may that knows no better. */
function lock(path: string, ms: number): void {
  const database = new Database(path, { timeout: 5_000 })
  database.exec('begin immediate')
  setTimeout(() => {
    database.exec('rollback')
    database.close()
  }, ms)
}
