import type { ImageBlock, KnownBlock } from '@slack/types'
import { ErrorCode } from '@slack/web-api'

import type { RenderedPicture } from '../../../core/kernel/outbox/delivery.ts'
import type { Clock } from '../../../core/kernel/time/clock.ts'
import { clipped, fitsMessage } from '../blocks/limits.ts'
import { context } from '../blocks/parts.ts'
import { escapedLine, plainLine } from '../escape.ts'
import { slackFailure } from '../slack-failure.ts'
import type { PictureUploads } from './picture-uploads.ts'

/** Slack looks at a file for a moment before a message may show it. */
const PAUSES_MS = [1_000, 1_000, 2_000, 4_000] as const

const MOST_ALT_TEXT = 2_000
/** For a message that is almost full. */
const FEW_WORDS = 300

type Blocks = readonly KnownBlock[]

/** Sends messages with their pictures; where a picture cannot be shown, what stands in for it says the same. */
export class PicturePosts {
  readonly #uploads: PictureUploads
  readonly #clock: Clock

  constructor(uploads: PictureUploads, clock: Clock) {
    this.#uploads = uploads
    this.#clock = clock
  }

  /**
   * Calls `send` with the blocks of the whole message, until Slack takes the picture or has refused it for some seconds, and
   * then with words instead. A message that was taken is never sent again. Rejects with what `send` rejects with, where that
   * may pass, or where the words are refused too. `key` names the message: a later attempt shows the file that an earlier one
   * uploaded.
   */
  async send<Answer>(
    key: string,
    blocks: Blocks,
    picture: RenderedPicture,
    send: (blocks: Blocks) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly isShown: boolean }> {
    const shown = await this.show(key, blocks, picture, send)
    if (shown !== null) return { answer: shown.answer, isShown: true }
    const words = context(escapedLine(clipped(picture.altText, FEW_WORDS)))
    return { answer: await send(withFirst(blocks, [picture.standIn as Blocks, [words]])), isShown: false }
  }

  /** The same with the picture or not at all: null where Slack does not take it, and then nothing was sent. */
  async show<Answer>(
    key: string,
    blocks: Blocks,
    picture: RenderedPicture,
    send: (blocks: Blocks) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer } | null> {
    const fileId = await this.#fileId(key, picture)
    if (fileId === null) return null
    const images = [MOST_ALT_TEXT, FEW_WORDS].map((most) => [imageOf(picture, fileId, most)])
    const shown = await this.#shown(withFirst(blocks, images), send)
    this.#uploads.forget(key)
    if (shown === null) this.#uploads.rest('its message was refused with it')
    return shown
  }

  #fileId(key: string, picture: RenderedPicture): Promise<string | null> {
    if (!this.#uploads.areOpen()) return Promise.resolve(null)
    return this.#uploads.idFor(key, async () => ({
      name: 'picture.png',
      title: plainLine(picture.title),
      altText: picture.altText,
      png: await picture.draw(),
    }))
  }

  async #shown<Answer>(
    blocks: Blocks,
    send: (blocks: Blocks) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer } | null> {
    for (const pauseMs of PAUSES_MS) {
      await this.#clock.sleep(pauseMs)
      try {
        return { answer: await send(blocks) }
      } catch (error) {
        if (isRefusedPicture(error)) continue
        // Other servers refuse a picture in words of their own; what was refused for something else is refused again.
        if (slackFailure(error).kind === 'final') return null
        throw error
      }
    }
    return null
  }
}

/** Its title stands in the picture itself. */
const imageOf = ({ altText }: RenderedPicture, id: string, most: number): ImageBlock => ({
  type: 'image',
  slack_file: { id },
  alt_text: clipped(plainLine(altText), most),
})

/** A message with the first of these that it has room for, else as it is: its own words are never cut for a picture. */
const withFirst = (blocks: Blocks, pictures: readonly Blocks[]): Blocks =>
  pictures.map((picture) => withPicture(blocks, picture)).find(fitsMessage) ?? blocks

/** The picture stands below the words and above the buttons. */
function withPicture(blocks: Blocks, picture: Blocks): Blocks {
  const from = blocks.findLastIndex(({ type }) => type !== 'actions') + 1
  return [...blocks.slice(0, from), ...picture, ...blocks.slice(from)]
}

/** Whether it may be shown in a moment. Slack names the block that it refuses; a server that names none may mean any. */
function isRefusedPicture(error: unknown): boolean {
  if (slackFailure(error).error !== 'invalid_blocks') return false
  const details = error as {
    readonly code?: unknown
    readonly data?: { readonly response_metadata?: unknown }
  }
  if (details.code !== ErrorCode.PlatformError) return false
  const said = JSON.stringify(details.data?.response_metadata ?? {})
  return !said.includes('json-pointer') || said.includes('slack_file') || said.includes('image')
}
