import type { HttpApp } from './http-app.ts'
import { document } from './shapes.ts'

/** GET /healthz: alive as long as it answers. */
export function healthRoute(app: HttpApp): void {
  app.get(
    '/healthz',
    { schema: { summary: 'Is the process alive?', response: { 200: document('text/plain', 'It is') } } },
    () => 'ok\n',
  )
}
