import type { Rendered, RenderedPicture } from '../../core/kernel/outbox/delivery.ts'

export interface MailLogger {
  error(facts: object, message: string): void
}

/** A picture as a mail has it. `png` is null where it could not be drawn: its words stand for it. */
export interface MailPicture {
  readonly altText: string
  readonly png: Uint8Array | null
}

export const isShown = (picture: MailPicture | null): picture is MailPicture & { readonly png: Uint8Array } =>
  picture?.png instanceof Uint8Array

/** In CSS pixels: readable where a phone makes it fit, and not small on a desk. */
export const MAIL_PICTURE_WIDTH = 480

/** Usual pictures are a tenth of this; more may not get through to a mailbox. */
const MOST_BYTES = 1_000_000

/** Null where there is none to show. Never rejects: a mail is worth more than its picture. */
export async function mailPicture(
  workOut: Rendered['picture'],
  logger: MailLogger,
): Promise<MailPicture | null> {
  let picture: RenderedPicture | null = null
  try {
    picture = (await workOut?.()) ?? null
    if (picture === null) return null
    const png = await picture.draw()
    if (png.length <= MOST_BYTES) return { altText: picture.altText, png }
    logger.error({ bytes: png.length }, 'a picture is too large for a mail: words stand in for it')
  } catch (error) {
    logger.error({ err: error }, 'a picture could not be drawn for a mail: words stand in for it')
  }
  return picture && { altText: picture.altText, png: null }
}
