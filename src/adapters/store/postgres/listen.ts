import { setTimeout as sleep } from 'node:timers/promises'
import { Socket } from 'node:net'
import { sql } from 'kysely'
import { Client } from 'pg'
import type { Database } from '../schema.ts'
import { SIGNAL_CHANNEL } from '../signal-storage.ts'

/** Listening is for speed alone: what is missed meanwhile is seen by who looks. */
const AGAIN_MS = 2_000
const CONNECT_MS = 5_000
const KEEP_ALIVE_MS = 10_000

/** Calls when another session, or one of this process, has sent a signal. A connection that is lost is made again. */
export async function listenTo(
  db: Database,
  url: string,
  onSignal: () => void,
): Promise<() => Promise<void>> {
  const { rows } = await sql<{ name: string }>`select ${SIGNAL_CHANNEL} as name`.execute(db)
  const channel = `"${(rows[0]?.name ?? '').replaceAll('"', '""')}"`
  const stopping = new AbortController()
  let socket: Socket | undefined
  const listenOnce = async (): Promise<void> => {
    const own = new Socket()
    socket = own
    const client = new Client({
      connectionString: url,
      application_name: 'budgeteer, listening',
      stream: () => own,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
    })
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve)
      client.on('error', () => resolve())
    })
    client.on('notification', onSignal)
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      // Whatever was sent before.
      onSignal()
      await ended
    } finally {
      // Nothing is lost without a goodbye, which a server that is silent would never answer.
      own.destroy()
    }
  }
  const listen = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await listenOnce().catch(() => undefined)
      await sleep(AGAIN_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined)
    }
  }
  const listening = listen()
  return async () => {
    stopping.abort()
    socket?.destroy()
    await listening
  }
}
