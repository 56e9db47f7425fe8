import type { Words } from './prompt.ts'

/** An act that a person asked for, and what came of it. The message is for that person. */
export type ActOutcome<Thing> = { readonly kind: 'done'; readonly thing: Thing } | Refused

export interface Refused {
  readonly kind: 'refused'
  readonly message: Words
}

export const refused = (message: Words): Refused => ({ kind: 'refused', message })
