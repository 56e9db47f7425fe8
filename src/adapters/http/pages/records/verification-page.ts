import { SECOND_MS } from '../../../../core/kernel/time/duration.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html } from '../../../../core/kernel/html.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import { chainLine } from './chain-words.ts'

/** A short log is verified within it; a page about a long one loads again as often. */
const WAIT_MS = 2 * SECOND_MS

/** GET /audit/verification: walks the whole chain, once for all who ask at one time. */
export function verificationPage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/audit/verification',
    { schema: { hide: true }, config: { page: 'members' } },
    async (request, reply) => {
      const { chain } = world.useCases.records
      await world.within(chain.run(), WAIT_MS).catch(() => undefined)
      const view = viewOf(request, world)
      const state = chain.state()
      if (state.kind === 'running') reply.header('refresh', String(WAIT_MS / SECOND_MS))
      return sendPage(reply, view, {
        title: 'Verification of the audit log',
        isStill: true,
        main: html`${chainLine(state, view)}
          <p><a href="${view.to({ kind: 'audit' })}">Audit log</a></p>`,
      })
    },
  )
}
