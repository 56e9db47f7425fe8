import { gateClientFiles } from './gate-client-files.ts'
import type { HttpApp } from './http-app.ts'
import { sendProblem } from './problem.ts'
import { document } from './shapes.ts'

/** An address that holds the hash of what it serves never serves anything else. */
const FOR_GOOD = 'public, max-age=31536000, immutable'

const REDIRECT = { 302: document('text/plain', 'Nothing but the address') }

/**
 * GET /gate-<sha256>.mjs and .sh: the gate client, for pipelines that have nothing but the bot's address and their token; needs
 * no token. /gate.mjs and /gate.sh say where they are today.
 */
export function gateClientRoute(app: HttpApp): void {
  const files = gateClientFiles()
  for (const { kind, sha256, contentType, text } of files) {
    const name = `gate-${sha256}.${kind}`
    const [type = ''] = contentType.split(';')
    app.get(
      `/${name}`,
      {
        schema: {
          summary: `The gate client, ${kind === 'mjs' ? 'for Node 18 and newer' : 'for a shell with curl'}`,
          response: { 200: document(type, `The file, whose SHA-256 is ${sha256}`) },
        },
      },
      (_request, reply) => void reply.type(contentType).header('cache-control', FOR_GOOD).send(text),
    )
    app.get(
      `/gate.${kind}`,
      { schema: { summary: 'Where the gate client of today is', response: REDIRECT } },
      // Relative, for a bot that stands below a path of its host.
      (_request, reply) => void reply.type('text/plain').redirect(name),
    )
  }
  app.get('/gate-*', { schema: { hide: true } }, (_request, reply) => {
    const served = files.map(({ kind, sha256 }) => `/gate-${sha256}.${kind}`).join(' and ')
    return sendProblem(reply, {
      status: 404,
      detail: `This version of Budgeteer serves ${served}. Read what is new, then pin that hash.`,
    })
  })
}
