/** An act that a person asked for, and what came of it. The message is for that person, in plain text. */
export type ActOutcome<Thing> = { readonly kind: 'done'; readonly thing: Thing } | Refused

export interface Refused {
  readonly kind: 'refused'
  readonly message: string
}

export const refused = (message: string): Refused => ({ kind: 'refused', message })
