import type { StoredEntry } from './stored-entry.ts'

/** An entry as `audit export` prints it: a line of JSON, with the data in the bytes that were hashed. */
export function exportedEntry(entry: StoredEntry): string {
  const { seq, at, kind, actor, service, data, previousHash, hash, mac } = entry
  const before = JSON.stringify({ seq, at, kind, actor, service }).slice(0, -1)
  const after = JSON.stringify({ previousHash, hash, ...(mac !== null && { mac }) }).slice(1)
  return `${before},"data":${data},${after}`
}
