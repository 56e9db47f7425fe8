import type { HttpApp } from '../http-app.ts'

/** A gauge that shows what is left. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1450a3"/><path d="M7 21a9 9 0 0 1 18 0" fill="none" stroke="#8ab4f8" stroke-width="4" stroke-linecap="round"/><path d="M7 21a9 9 0 0 1 4.5-7.8" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>`

/** GET /icon.svg, which browsers show beside the title of a page. */
export function iconRoute(app: HttpApp): void {
  app.get(
    '/icon.svg',
    { schema: { hide: true } },
    (_request, reply) =>
      void reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(ICON),
  )
}
