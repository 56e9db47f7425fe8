import { pictureOf, type Picture } from './file-type.ts'
import { slackId, unguessable } from './identifiers.ts'
import type { Refusal } from './method-answer.ts'
import { refusal } from './method-answer.ts'

/** How long Slack takes to look at a file, on the workspace's clock: until then no message may show it. */
export const PROCESSING_MS = 800
/** Slack takes 1 GB; a picture that is larger than this is a mistake here. */
export const MAX_FILE_BYTES = 10_000_000
const MAX_ALT_TEXT = 1_000
/** An upload must begin within this time. */
const TICKET_MS = 30 * 60_000
/** The oldest are forgotten, so that a workspace that runs for days does not fill the memory. */
const MOST_FILES = 500

/** A file of the app: private until a message shows it. */
export interface WorkspaceFile {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly altText: string
  readonly askedAt: number
  readonly length: number
  readonly bytes: Buffer | null
  /** Null before `files.completeUploadExternal`. */
  readonly completedAt: number | null
  /** Null for a file that is no picture which Slack shows. */
  readonly picture: Picture | null
  /** The channels whose messages show it. */
  readonly channels: ReadonlySet<string>
  /** Opens the file to whoever was shown a message with it. */
  readonly key: string
}

/** The files that were uploaded. Only the app's own: people of this workspace upload none. */
export class Files {
  readonly #now: () => number
  readonly #files = new Map<string, WorkspaceFile>()
  readonly #tickets = new Map<string, string>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** The file to be, and the path under which its bytes are taken. */
  announce(
    name: string,
    length: number,
    altText: string,
  ): { readonly id: string; readonly path: string } | Refusal {
    if (altText.length > MAX_ALT_TEXT) return refusal('alt_txt_too_large')
    if (length > MAX_FILE_BYTES) return refusal('file_upload_size_restricted')
    const file: WorkspaceFile = {
      id: slackId('F'),
      name,
      title: name,
      altText,
      askedAt: this.#now(),
      length,
      bytes: null,
      completedAt: null,
      picture: null,
      channels: new Set(),
      key: unguessable(),
    }
    this.#files.set(file.id, file)
    const ticket = unguessable()
    this.#tickets.set(ticket, file.id)
    this.#forgetOldest()
    return { id: file.id, path: `/upload/v1/${ticket}` }
  }

  /** Takes the bytes; answers why not, in one word, where it does not. */
  receive(ticket: string, bytes: Buffer): 'unknown' | 'expired' | 'wrong_length' | null {
    const file = this.#files.get(this.#tickets.get(ticket) ?? '')
    if (file === undefined) return 'unknown'
    if (this.#now() - file.askedAt > TICKET_MS) return 'expired'
    if (bytes.length !== file.length) return 'wrong_length'
    this.#tickets.delete(ticket)
    this.#files.set(file.id, { ...file, bytes })
    return null
  }

  /** Ends an upload. What was never uploaded is no file. */
  complete(id: string, title: string | undefined): WorkspaceFile | undefined {
    const file = this.#files.get(id)
    if (file === undefined || file.bytes === null || file.completedAt !== null) return undefined
    const completed = {
      ...file,
      title: title ?? file.name,
      completedAt: this.#now(),
      picture: pictureOf(file.bytes),
    }
    this.#files.set(id, completed)
    return completed
  }

  /** A file whose upload is complete. */
  find(id: string): WorkspaceFile | undefined {
    const file = this.#files.get(id)
    return file?.completedAt === null ? undefined : file
  }

  isProcessed({ completedAt }: WorkspaceFile): boolean {
    return completedAt !== null && this.#now() - completedAt >= PROCESSING_MS
  }

  /** Whether a message may show it: a picture of the app that Slack has looked at. */
  mayBeShown(id: string): boolean {
    const file = this.find(id)
    return file !== undefined && file.picture !== null && this.isProcessed(file)
  }

  /** A message in this channel shows it: whoever sees the channel sees the file from now on. */
  share(id: string, channel: string): void {
    const file = this.#files.get(id)
    if (file !== undefined) this.#files.set(id, { ...file, channels: new Set([...file.channels, channel]) })
  }

  #forgetOldest(): void {
    for (const id of this.#files.keys()) {
      if (this.#files.size <= MOST_FILES) return
      this.#files.delete(id)
    }
  }
}
