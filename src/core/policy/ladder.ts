/** The role that a request goes to, by the role that does not answer. */
export type Ladder = ReadonlyMap<string, string>

/** When somebody is reminded of an open approval, and when the next role is asked; null never. Milliseconds of silence. */
export interface Silence {
  readonly remindAfterMs: number | null
  readonly escalateAfterMs: number | null
}
