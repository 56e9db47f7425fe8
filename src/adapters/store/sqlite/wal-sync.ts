import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'

/**
 * Brings SQLite's write-ahead log to the disk after commits, in a thread of the pool: `synchronous = FULL` would do the same
 * while the whole process stands still. Commits that come while one sync is under way share the next one.
 */
export class WalSync {
  readonly #path: string
  #file: Promise<FileHandle> | undefined
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  /** The log's own path: the database's with `-wal`. */
  constructor(path: string) {
    this.#path = path
  }

  /** Resolves when everything that was committed before the call survives a loss of power; rejects when the disk fails. */
  committed(): Promise<void> {
    if (this.#running === undefined) return this.#start()
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    )
    return this.#next
  }

  /** After the last sync. Closing this file releases no lock of SQLite's, which holds none on its log. */
  async close(): Promise<void> {
    await this.#next?.catch(() => undefined)
    await this.#running?.catch(() => undefined)
    await (await this.#file)?.close()
  }

  #start(): Promise<void> {
    this.#next = undefined
    this.#running = this.#sync().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #sync(): Promise<void> {
    // SQLite makes the log at the first write and keeps the file while a connection is open.
    this.#file ??= open(this.#path, 'r+').catch((error: unknown) => {
      this.#file = undefined
      throw error
    })
    await (await this.#file).datasync()
  }
}
