import { createHmac, createSecretKey } from 'node:crypto'
import type { AuditHead } from './audit-entry.ts'

/** A key outside of the store: without it nobody who can write to the store can make an entry that passes for the bot's. */
export interface AuditKey {
  /** Names the key and tells nothing of it. */
  readonly id: string
  /** HMAC-SHA-256 over the entry's number and hash, in hexadecimal digits. */
  readonly mac: (head: AuditHead) => string
}

/** The key that signs, and the one that signed before it; null for none. */
export interface AuditKeys {
  readonly current: AuditKey | null
  readonly old: AuditKey | null
}

export const NO_AUDIT_KEYS: AuditKeys = { current: null, old: null }

const ID_LENGTH = 12

export function auditKey(secret: string): AuditKey {
  const key = createSecretKey(Buffer.from(secret, 'utf8'))
  const hmac = (text: string): string => createHmac('sha256', key).update(text).digest('hex')
  return {
    id: hmac('the name of this key').slice(0, ID_LENGTH),
    mac: ({ seq, hash }) => hmac(`${seq} ${hash}`),
  }
}

export const auditKeys = (current: string | null, old: string | null): AuditKeys => ({
  current: current === null ? null : auditKey(current),
  old: old === null ? null : auditKey(old),
})
