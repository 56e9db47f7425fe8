import type { FastifyReply } from 'fastify'
import type { PictureName } from '../../../../core/kernel/picture-name.ts'
import { MINUTE_MS } from '../../../../core/kernel/time/duration.ts'
import type { HttpWorld } from '../../http-app.ts'
import { sendProblem } from '../../problem.ts'
import { PageCache } from '../page-cache.ts'
import type { PageLook } from './page-picture.ts'

/** A picture may style itself and does nothing else. A browser keeps it for a while: what is corrected later shows in it, too. */
const HEADERS = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, max-age=300',
}

/** Clocks of several processes of the bot differ by less. */
const AHEAD_MS = MINUTE_MS

/** Answers with pictures of one kind. Each is drawn once for all who look between two changes. */
export function pictureSender(
  { useCases, within, changes, clock }: HttpWorld,
  widthsPx: Readonly<Record<PageLook['size'], number>>,
): (reply: FastifyReply, name: PictureName, look: PageLook) => Promise<FastifyReply> {
  const drawn = new PageCache<string | undefined>(changes, clock)
  return async (reply, name, { scheme, size }) => {
    const draw = async () => (await useCases.pictures.svg(name, { widthPx: widthsPx[size], scheme }))?.image
    const image =
      name.at > clock.now() + AHEAD_MS
        ? undefined
        : await within(drawn.of(JSON.stringify([name, scheme, size]), draw))
    if (image === undefined) return sendProblem(reply, { status: 404, detail: 'There is no such picture.' })
    return reply.headers(HEADERS).send(image)
  }
}
