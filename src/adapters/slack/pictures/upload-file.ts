import { request } from 'undici'

import { clipped } from '../blocks/limits.ts'
import { slackFailure } from '../slack-failure.ts'
import type { WebClients } from '../web-clients.ts'

/** Slack takes no more of a description than this. */
const MAX_ALT_TEXT = 1_000
const UPLOAD_TIMEOUT_MS = 10_000

export interface PictureFile {
  readonly name: string
  readonly title: string
  readonly altText: string
  readonly png: Uint8Array
}

/** `isLasting`: the next picture would fare no better. */
export type Uploaded =
  | { readonly kind: 'uploaded'; readonly fileId: string }
  | {
      readonly kind: 'failed'
      readonly error: string
      readonly isLasting: boolean
      readonly retryAfterMs: number | null
    }

/** Uploads a picture that belongs to no channel: only a message that shows it opens it to others. Never rejects. */
export async function uploadFile(clients: WebClients, apiUrl: string, file: PictureFile): Promise<Uploaded> {
  try {
    const wanted = {
      filename: file.name,
      length: file.png.length,
      alt_txt: clipped(file.altText, MAX_ALT_TEXT),
    }
    const { upload_url: url, file_id: fileId } = await clients.telling.files.getUploadURLExternal(wanted)
    if (url === undefined || fileId === undefined || !isUploadUrl(url, apiUrl))
      return failed('no address of Slack to upload to', true)
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file.png,
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    })
    await body.dump()
    if (statusCode !== 200) return failed(`the upload was answered with HTTP ${statusCode}`, false)
    await clients.telling.files.completeUploadExternal({ files: [{ id: fileId, title: file.title }] })
    return { kind: 'uploaded', fileId }
  } catch (error) {
    const { kind, error: said, retryAfterMs } = slackFailure(error)
    return failed(said, kind === 'final' || NOT_SLACKS.test(said), retryAfterMs)
  }
}

/** Servers that speak Slack's API without files answer so. */
const NOT_SLACKS = /^(?:HTTP (?:403|404|405|410|501)|an answer that is not from Slack)$/

const failed = (error: string, isLasting: boolean, retryAfterMs: number | null = null): Uploaded => ({
  kind: 'failed',
  error,
  isLasting,
  retryAfterMs,
})

/** The address comes with an answer, and gets a picture of ours: it must be the API's own host, or one of its files' hosts. */
export function isUploadUrl(url: string, apiUrl: string): boolean {
  const [given, api] = [URL.parse(url), URL.parse(apiUrl)]
  if (given === null || api === null || given.username !== '' || given.password !== '') return false
  if (given.protocol === api.protocol && given.host === api.host) return true
  return given.protocol === 'https:' && given.port === '' && given.hostname.endsWith(`.${api.hostname}`)
}
