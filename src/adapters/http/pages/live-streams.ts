import type { ServerResponse } from 'node:http'
import type { ChangeFeed } from '../../../core/kernel/change-feed.ts'
import { MINUTE_MS, SECOND_MS } from '../../../core/kernel/time/duration.ts'

/** Each holds a connection. Who finds none loads the page again now and then. */
const MOST_STREAMS = 300
/** What belongs together is told together. */
const GATHER_MS = 100
/** A storm of changes is told at most so often. */
const EVERY_MS = 2 * SECOND_MS
/** Shorter than what proxies take for a dead connection. */
const HEARTBEAT_MS = 25 * SECOND_MS
/** Then the browser comes again, and is asked again whether it may look. */
const LIFE_MS = 10 * MINUTE_MS
/** A browser that does not read what it is sent is hung up on. */
const MOST_UNREAD_BYTES = 16 * 1_024

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Tells nginx not to hold events back.
  'x-accel-buffering': 'no',
}

/** Browsers that are told when something has changed, by server-sent events. */
export class LiveStreams {
  readonly #open = new Map<ServerResponse, NodeJS.Timeout>()
  readonly #unsubscribe: () => void
  #heartbeat: NodeJS.Timeout | undefined
  #announcing: NodeJS.Timeout | undefined
  #toldAt = -Infinity
  #isClosed = false

  constructor(changes: Pick<ChangeFeed, 'subscribe'>) {
    this.#unsubscribe = changes.subscribe(() => this.#announce())
  }

  get isFull(): boolean {
    return this.#isClosed || this.#open.size >= MOST_STREAMS
  }

  /** Takes over the answer, which stays open. */
  open(response: ServerResponse): void {
    response.writeHead(200, HEADERS)
    response.write(': open\n\n')
    response.on('close', () => this.#forget(response))
    response.on('error', () => this.#forget(response))
    this.#open.set(response, setTimeout(() => response.end(), LIFE_MS).unref())
    this.#heartbeat ??= setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS).unref()
  }

  /** Ends all of them, and takes no others. */
  close(): void {
    this.#isClosed = true
    this.#unsubscribe()
    clearTimeout(this.#announcing)
    for (const response of [...this.#open.keys()]) {
      this.#forget(response)
      response.end()
    }
  }

  #announce(): void {
    if (this.#announcing !== undefined || this.#open.size === 0) return
    const waitMs = Math.max(GATHER_MS, this.#toldAt + EVERY_MS - performance.now())
    this.#announcing = setTimeout(() => {
      this.#announcing = undefined
      this.#toldAt = performance.now()
      this.#write('event: change\ndata: \n\n')
    }, waitMs).unref()
  }

  #write(text: string): void {
    for (const response of this.#open.keys()) {
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
      else response.write(text)
    }
  }

  #forget(response: ServerResponse): void {
    clearTimeout(this.#open.get(response))
    this.#open.delete(response)
    if (this.#open.size > 0) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = undefined
  }
}
