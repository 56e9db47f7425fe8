import type { HttpApp, HttpWorld } from '../http-app.ts'
import { sendProblem } from '../problem.ts'
import { LiveStreams } from './live-streams.ts'

/** GET /live: an event each time that something has changed, for the script of a page that is open. */
export function liveRoute(app: HttpApp, { changes }: HttpWorld): void {
  const streams = new LiveStreams(changes)
  app.addHook('preClose', (done) => {
    streams.close()
    done()
  })
  // A HEAD would hold a connection for nothing.
  const options = { schema: { hide: true }, config: { page: 'members' }, exposeHeadRoute: false } as const
  app.get('/live', options, (_request, reply) => {
    if (streams.isFull) {
      const headers = { 'retry-after': '60' }
      return sendProblem(reply, {
        status: 503,
        detail: 'As many browsers as can be are told already.',
        headers,
      })
    }
    reply.hijack()
    streams.open(reply.raw)
    return reply
  })
}
