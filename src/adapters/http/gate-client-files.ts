import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

/** The gate client in one language, as pipelines fetch it. */
export interface GateClientFile {
  /** `mjs` for Node, `sh` for a shell with curl. */
  readonly kind: 'mjs' | 'sh'
  readonly sha256: string
  readonly contentType: string
  readonly text: string
}

const CONTENT_TYPES = {
  mjs: 'text/javascript; charset=utf-8',
  sh: 'text/x-shellscript; charset=utf-8',
} as const

/** Both files of gate-client/, which stands beside package.json in a clone and in the package alike. */
export function gateClientFiles(): readonly GateClientFile[] {
  const root = dirname(findPackageJSON(import.meta.url) ?? import.meta.filename)
  return (['mjs', 'sh'] as const).map((kind) => {
    const text = readFileSync(join(root, 'gate-client', `budgeteer-gate.${kind}`), 'utf8')
    const sha256 = createHash('sha256').update(text).digest('hex')
    return { kind, sha256, contentType: CONTENT_TYPES[kind], text }
  })
}
