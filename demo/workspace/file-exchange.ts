import type { IncomingMessage, ServerResponse } from 'node:http'

import { isAnsweredByFault } from './fault-answer.ts'
import type { Faults } from './faults.ts'
import { MAX_FILE_BYTES, type WorkspaceFile } from './files.ts'
import { answerText, bytesOf, queryOf } from './http-exchange.ts'
import { shownFiles } from './shown-files.ts'
import type { JsonObject } from './json-values.ts'
import { canSee } from './page-shapes.ts'
import type { Message, WorkspaceState } from './state.ts'

const ANSWERS = { unknown: 404, expired: 410, wrong_length: 400 } as const

/** `/upload/v1/<ticket>` takes a file's bytes, `/files-pri/<team>-<file>/<name>` gives them. */
export class FileExchange {
  readonly #state: WorkspaceState
  readonly #faults: Faults
  /** The bot's token, which opens its own files. */
  readonly #token: string
  readonly #mayRead: boolean

  constructor(state: WorkspaceState, faults: Faults, token: string, scopes: ReadonlySet<string>) {
    this.#state = state
    this.#faults = faults
    this.#token = token
    this.#mayRead = scopes.has('files:read')
  }

  /** A POST of the bytes as they are, or as a form's only file. The fault `upload` meets it. */
  async take(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request, MAX_FILE_BYTES + 10_000)
    const fault = this.#faults.next('upload', {})
    if (fault !== undefined && (await isAnsweredByFault(fault, request, response))) return
    const bytes = body && fileIn(body, request.headers['content-type'] ?? '')
    if (bytes === undefined) {
      answerText(response, 'the body is no file', 400)
      return
    }
    const refused = this.#state.files.receive(path.slice('/upload/v1/'.length), bytes)
    if (refused === null) answerText(response, `OK - ${bytes.length}`)
    else answerText(response, refused, ANSWERS[refused])
  }

  /** Opens to the bot, and to whoever holds the key that came with a message. Nothing but a picture is shown by a browser. */
  give(path: string, request: IncomingMessage, response: ServerResponse): void {
    const [, id = ''] = /^\/files-pri\/\w+-(F\w+)\//.exec(path) ?? []
    const file = this.#state.files.find(id)
    const isBot = this.#mayRead && request.headers.authorization === `Bearer ${this.#token}`
    const isOpen = isBot || queryOf(request).get('key') === file?.key
    if (file === undefined || file.bytes === null || !isOpen) {
      answerText(response, 'not found', 404)
      return
    }
    response.writeHead(200, {
      'content-type': file.picture?.mimetype ?? 'application/octet-stream',
      'content-length': file.bytes.length,
      'content-disposition': file.picture === null ? 'attachment' : 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    })
    response.end(file.bytes)
  }
}

/** A message's blocks as a person sees them: with the addresses of the files that they may see. */
export function blocksFor(me: string, message: Message, state: WorkspaceState): readonly JsonObject[] {
  return shownFiles(message.blocks, (id) => {
    const file = state.files.find(id)
    return file !== undefined && maySee(me, file, state) ? sourceOf(file, state) : null
  })
}

/** Slack shares a file with those who see a channel that shows it. A message for one person alone shares nothing. */
const maySee = (me: string, { channels }: WorkspaceFile, state: WorkspaceState): boolean =>
  [...channels].some((id) => {
    const channel = state.channels.get(id)
    return channel !== undefined && canSee(me, channel)
  })

const sourceOf = ({ id, name, key, picture }: WorkspaceFile, { team }: WorkspaceState): JsonObject => ({
  url: `/files-pri/${team.id}-${id}/${encodeURIComponent(name)}?key=${key}`,
  ...picture?.size,
})

/** The bytes of a raw body, or of the one file in a form. */
function fileIn(body: Buffer, contentType: string): Buffer | undefined {
  if (!contentType.startsWith('multipart/form-data')) return body
  const [, boundary = ''] = /boundary="?([^";]+)"?/.exec(contentType) ?? []
  const start = body.indexOf('\r\n\r\n')
  const end = body.indexOf(`\r\n--${boundary}`, start)
  return boundary === '' || start < 0 || end < 0 ? undefined : body.subarray(start + 4, end)
}
