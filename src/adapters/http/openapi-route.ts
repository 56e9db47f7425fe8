import { z } from 'zod'
import { gateClientFiles } from './gate-client-files.ts'
import type { HttpApp } from './http-app.ts'

const ANSWER = z.looseObject({}).describe('An OpenAPI 3.1 document')

/**
 * GET /openapi.json: the description of every route, made of the shapes that they really use; and the SHA-256 of the gate
 * client's files.
 */
export function openApiRoute(app: HttpApp): void {
  const hashes = Object.fromEntries(gateClientFiles().map(({ kind, sha256 }) => [kind, sha256]))
  app.get('/openapi.json', { schema: { summary: 'This description', response: { 200: ANSWER } } }, () => ({
    ...app.swagger(),
    'x-gate-client': hashes,
  }))
}
