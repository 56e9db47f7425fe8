import { randomBytes, randomInt } from 'node:crypto'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function letters(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
}

/** An id as Slack writes them: a letter for the kind, then upper-case letters and digits. */
export function slackId(kind: string): string {
  return kind + letters(UPPER, 10)
}

/** What Slack gives to a block or an element that came without an id. */
export function generatedBlockId(): string {
  return letters(MIXED, 5)
}

export function unguessable(): string {
  return randomBytes(24).toString('base64url')
}
