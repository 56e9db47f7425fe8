import { createHmac, createSecretKey } from 'node:crypto'
import type { AuditHead } from './audit-entry.ts'

/** A key outside of the store: without it nobody who can write to the store can make an entry that passes for the bot's. */
export interface AuditKey {
  /** Names the key and tells nothing of it. */
  readonly id: string
  /** HMAC-SHA-256 over the entry's number and hash, in hexadecimal digits. */
  readonly mac: (head: AuditHead) => string
}

const ID_LENGTH = 12

export function auditKey(secret: string): AuditKey {
  const key = createSecretKey(Buffer.from(secret, 'utf8'))
  const hmac = (text: string): string => createHmac('sha256', key).update(text).digest('hex')
  return {
    id: hmac('the name of this key').slice(0, ID_LENGTH),
    mac: ({ seq, hash }) => hmac(`${seq} ${hash}`),
  }
}
