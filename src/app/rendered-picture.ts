import type { Logger } from 'pino'
import { pictureWords } from '../adapters/slack/blocks/picture-words.ts'
import type { RenderedPicture } from '../core/kernel/outbox/delivery.ts'
import type { PictureName } from '../core/kernel/picture-name.ts'
import { altTextOf } from '../core/pictures/alt-text.ts'
import type { Drawing, Look } from '../core/pictures/drawing.ts'
import type { UseCases } from '../core/use-cases.ts'

/** Slack shows a picture about this wide on a desk, and narrower on a phone, whatever the reader's colours are. */
export const SLACK_LOOK: Look = { widthPx: 400, scheme: 'light' }

export interface PictureParts {
  readonly pictures: Pick<UseCases['pictures'], 'named'>
  readonly drawing: Drawing
  readonly logger: Logger
}

/** A message's picture for Slack, worked out when the message is sent. A message goes without where that fails. */
export const renderedPicture =
  ({ pictures, drawing, logger }: PictureParts, name: PictureName) =>
  async (): Promise<RenderedPicture | null> => {
    try {
      const picture = await pictures.named(name)
      return (
        picture && {
          title: picture.title,
          altText: altTextOf(picture),
          standIn: pictureWords(picture),
          draw: () => drawing.png(picture, SLACK_LOOK),
        }
      )
    } catch (error) {
      logger.error({ err: error, picture: name }, 'the figures of a picture cannot be read')
      return null
    }
  }
