import { isUtf8 } from 'node:buffer'
import { tooIntricate } from './body-shape.ts'
import type { HttpApp } from './http-app.ts'
import { sendProblem } from './problem.ts'

/** Shorter ones take no time, whatever is in them. */
const LOOKED_AT_BYTES = 64 * 1_024

/** A body that cannot be read: 400, and the message is for the caller. */
const unreadable = (message: string): Error & { statusCode: number } =>
  Object.assign(new Error(message), { statusCode: 400 })

/** Reads JSON in UTF-8 and nothing else. Keys that reach for an object's prototype are refused, among alerts left out. */
export function acceptJsonOnly(app: HttpApp): void {
  const refusing = app.getDefaultJsonParser('error', 'error')
  const removing = app.getDefaultJsonParser('remove', 'remove')
  app.removeAllContentTypeParsers()
  // Nobody sends so little compressed, and what it unpacks to cannot be known before.
  app.addHook('preParsing', (request, reply, _body, next) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') next()
    else
      sendProblem(reply, {
        status: 415,
        detail: 'Send the body as it is, without a content encoding.',
        headers: { 'accept-encoding': 'identity' },
      })
  })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (typeof body === 'string' || !isUtf8(body)) {
      done(unreadable('it is not UTF-8'))
      return
    }
    const intricate = body.length > LOOKED_AT_BYTES ? tooIntricate(body) : undefined
    if (intricate !== undefined) {
      done(unreadable(intricate))
      return
    }
    const text = body.toString('utf8')
    // Of many alerts, one with such a label must not cost the others.
    const parseJson = request.routeOptions.config.scope === 'alerts' ? removing : refusing
    // Its declared result is `void | Promise`, but it answers by calling `done` before it returns.
    void parseJson(request, text, (error, value) => {
      if (error === null) done(null, value)
      else done(text === '' ? error : unreadable(whyUnreadable(text)))
    })
  })
}

function whyUnreadable(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    return error instanceof Error ? `it is not JSON (${error.message})` : 'it is not JSON'
  }
  return 'it holds the key "__proto__" or "constructor", which is never right here'
}
