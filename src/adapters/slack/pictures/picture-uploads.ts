import type { Clock } from '../../../core/kernel/time/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import type { Account } from '../account.ts'
import type { Logger } from '../logger.ts'
import { PICTURE_SCOPE } from '../scopes.ts'
import type { WebClients } from '../web-clients.ts'
import { type PictureFile, type Uploaded, uploadFile } from './upload-file.ts'

/** Where pictures cannot be uploaded at all, it is tried again after this time. */
const CLOSED_MS = 10 * MINUTE_MS
/** Messages wait for their pictures: where uploads fail one after the other, the next messages go without. */
const RESTING_MS = MINUTE_MS
/** A passing failure is met by one more attempt, after at most this long. */
const LONGEST_PAUSE_MS = 5 * SECOND_MS
const PAUSE_MS = SECOND_MS
/** Messages that wait for their channel keep their file meanwhile. */
const MOST_KEPT = 100

/** Uploads the pictures of messages, each once. */
export class PictureUploads {
  readonly #clients: WebClients
  readonly #apiUrl: string
  readonly #account: () => Account | null
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #uploaded = new Map<string, string>()
  #closedUntil = 0

  constructor(parts: {
    readonly clients: WebClients
    readonly apiUrl: string
    readonly account: () => Account | null
    readonly clock: Clock
    readonly logger: Logger
  }) {
    this.#clients = parts.clients
    this.#apiUrl = parts.apiUrl
    this.#account = parts.account
    this.#clock = parts.clock
    this.#logger = parts.logger
  }

  /** Whether an upload is worth a try: the token has the scope, as far as the server says, and none was refused lately. */
  areOpen(): boolean {
    const scopes = this.#account()?.scopes ?? []
    const hasScope = scopes.length === 0 || scopes.includes(PICTURE_SCOPE)
    return hasScope && this.#clock.now() >= this.#closedUntil
  }

  /** The id of the file, uploaded now or at an earlier attempt of the same message; null where there is none. Never rejects. */
  async idFor(key: string, draw: () => Promise<PictureFile>): Promise<string | null> {
    const known = this.#uploaded.get(key)
    if (known !== undefined) return known
    try {
      const fileId = await this.#upload(await draw())
      if (fileId !== null) this.#keep(key, fileId)
      return fileId
    } catch (error) {
      this.#logger.error({ err: error }, 'a picture could not be drawn: words stand in for it')
      return null
    }
  }

  forget(key: string): void {
    this.#uploaded.delete(key)
  }

  /** Leaves the next messages without pictures for a minute, because of one that was uploaded in vain. */
  rest(why: string): void {
    this.#close({ error: why, isLasting: false })
  }

  #close({ error, isLasting }: { readonly error: string; readonly isLasting: boolean }): void {
    this.#closedUntil = this.#clock.now() + (isLasting ? CLOSED_MS : RESTING_MS)
    this.#logger.warn({ error }, `a picture was not shown: words stand in for it${HINTS[error] ?? ''}`)
  }

  async #upload(file: PictureFile): Promise<string | null> {
    let uploaded = await uploadFile(this.#clients, this.#apiUrl, file)
    if (uploaded.kind === 'failed' && this.#isWorthAnother(uploaded)) {
      await this.#clock.sleep(uploaded.retryAfterMs ?? PAUSE_MS)
      uploaded = await uploadFile(this.#clients, this.#apiUrl, file)
    }
    if (uploaded.kind === 'uploaded') return uploaded.fileId
    this.#close(uploaded)
    return null
  }

  #isWorthAnother({ error, isLasting, retryAfterMs }: Extract<Uploaded, { kind: 'failed' }>): boolean {
    return !isLasting && (retryAfterMs ?? 0) <= LONGEST_PAUSE_MS && !TOO_SLOW.test(error)
  }

  #keep(key: string, fileId: string): void {
    const [oldest] = this.#uploaded.keys()
    if (oldest !== undefined && this.#uploaded.size >= MOST_KEPT) this.#uploaded.delete(oldest)
    this.#uploaded.set(key, fileId)
  }
}

/** What did not answer in ten seconds has held its message up for long enough. */
const TOO_SLOW = /time(?:d )?out/i

const HINTS: Readonly<Record<string, string>> = {
  missing_scope: `; the scope ${PICTURE_SCOPE} is missing`,
  unknown_method: '; this server knows no uploads',
}
