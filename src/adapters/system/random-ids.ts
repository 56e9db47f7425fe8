import { randomBytes } from 'node:crypto'
import type { Ids } from '../../core/kernel/time/clock.ts'

/** Without l, o, 0 and 1, which people mistake for each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/** `r-7k2m9xqpv4`: 50 random bits, too many to guess, and enough to be distinct. */
export const randomIds: Ids = {
  next: (prefix) =>
    `${prefix}-${[...randomBytes(10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`,
}

/** A secret of 256 random bits, in letters that an address takes as they are. */
export const randomToken = (): string => randomBytes(32).toString('base64url')
