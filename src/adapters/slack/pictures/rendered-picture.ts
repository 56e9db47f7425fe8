import type { RenderedPicture } from '../../../core/kernel/outbox/delivery.ts'
import type { PictureName } from '../../../core/kernel/picture-name.ts'
import { altTextOf } from '../../../core/pictures/alt-text.ts'
import type { Look } from '../../../core/pictures/drawing.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import { pictureWords } from '../blocks/picture-words.ts'
import type { Logger } from '../logger.ts'

/** A thread on a desk and a phone show a picture about this wide; nobody says whose colours are dark. */
const LOOK: Look = { widthPx: 400, scheme: 'light' }

export type Pictures = Pick<UseCases['pictures'], 'named' | 'png'>

/**
 * A picture for a message: its words at once, and drawn when it is wanted, as a thread in Slack shows it or as `look` says.
 * Null where what it would show is gone. Never rejects.
 */
export async function renderedPicture(
  pictures: Pictures,
  name: PictureName,
  logger: Logger,
  look = LOOK,
): Promise<RenderedPicture | null> {
  try {
    const picture = await pictures.named(name)
    return (
      picture && {
        title: picture.title,
        altText: altTextOf(picture),
        standIn: pictureWords(picture),
        draw: async () => {
          const drawn = await pictures.png(name, look)
          if (drawn === null) throw new Error(`the picture of ${picture.title} is gone`)
          return drawn.image
        },
      }
    )
  } catch (error) {
    logger.error({ err: error, picture: name }, 'the figures of a picture cannot be read')
    return null
  }
}
