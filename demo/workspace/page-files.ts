import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { findPackageJSON } from 'node:module'
import { dirname, extname, join } from 'node:path'

import { answerText } from './http-exchange.ts'

const FOLDER = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'demo', 'page')

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

/** Serves the page's own files. The package holds its code as one script; a clone makes it when it is asked for. */
export async function servePageFile(path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1)
  const contentType = CONTENT_TYPES[extname(name)]
  const isInside = /^([\w-]+\/)*[\w.-]+$/.test(name)
  const content =
    isInside && contentType !== undefined
      ? ((await contentOf(join(FOLDER, name))) ?? (name === 'page.js' ? await pageScript() : undefined))
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
async function pageScript(): Promise<Uint8Array | undefined> {
  // A workspace without a browser does without the bundler.
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, 'main.ts')],
    bundle: true,
    format: 'esm',
    sourcemap: 'inline',
    write: false,
  })
  return outputFiles[0]?.contents
}

async function contentOf(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EISDIR'].includes(String(error.code)))
      return undefined
    throw error
  }
}
