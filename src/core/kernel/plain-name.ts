import { createHash } from 'node:crypto'

/** A text as a name of letters, digits, dots, - and _; a digest of it when it has none of the Latin alphabet. */
export function plainName(written: string): string {
  const plain = written
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
  return plain === '' ? `n${digestOf(written)}` : plain
}

/** Tells texts apart whose plain names are the same. */
export const digestOf = (written: string): string =>
  createHash('sha256').update(written).digest('hex').slice(0, 8)
