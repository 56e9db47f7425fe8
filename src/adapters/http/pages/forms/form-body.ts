import type { HttpApp } from '../../http-app.ts'

const FORM = 'application/x-www-form-urlencoded'

/** Routes that take what forms of pages send. Everything else that is sent to the bot is JSON. */
export function withForms(app: HttpApp, routes: (scoped: HttpApp) => void): void {
  void app.register((scoped: HttpApp, _options, done) => {
    scoped.addContentTypeParser<string>(FORM, { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, Object.fromEntries(new URLSearchParams(body)))
    })
    routes(scoped)
    done()
  })
}
