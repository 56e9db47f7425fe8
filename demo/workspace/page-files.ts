import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { answerText } from './http-exchange.ts'

const FOLDER = fileURLToPath(new URL('../page/', import.meta.url))

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Nothing but this server may be loaded by the page; messages may show pictures from elsewhere. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
  "img-src 'self' data: http: https:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Serves the page's own files. Its code is bundled when it is asked for, so the page needs no build. */
export async function servePageFile(path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1)
  const contentType = CONTENT_TYPES[extname(name)]
  const isInside = /^([\w-]+\/)*[\w.-]+$/.test(name)
  const content =
    name === 'page.js'
      ? await pageScript()
      : isInside && contentType !== undefined
        ? await contentOf(join(FOLDER, name))
        : undefined
  if (content === undefined || contentType === undefined) {
    answerText(response, 'not found', 404)
    return
  }
  response.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-cache',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  response.end(content)
}

/** The page's code as one script, from its sources as they are now. */
async function pageScript(): Promise<string> {
  // A workspace without a browser does without the bundler.
  const { rolldown } = await import('rolldown')
  const bundle = await rolldown({ input: join(FOLDER, 'main.ts') })
  const { output } = await bundle.generate({ sourcemap: 'inline' })
  await bundle.close()
  return output[0].code
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EISDIR'].includes(String(error.code)))
      return undefined
    throw error
  }
}
