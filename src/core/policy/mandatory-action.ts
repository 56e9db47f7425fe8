/** What shows that an action is done; a word does not. The first four are what Budgeteer does itself. */
export const ACTION_PROOFS = [
  'announcement',
  'cancellation',
  'channels',
  'notification',
  'incident-commander',
  'war-room',
  'review',
  'postmortem',
] as const
export type ActionProof = (typeof ACTION_PROOFS)[number]

/** What a level demands of people when it begins. */
export interface MandatoryAction {
  /** The same name at the next level is the same action, which goes on there. */
  readonly name: string
  readonly text: string
  /** From the start of the level; 0 is at once. */
  readonly withinMs: number
  /** A role; null where Budgeteer does it itself. */
  readonly owner: string | null
  /** The role that it goes to when it is late; null: none. */
  readonly escalateTo: string | null
  /** Asked for again this often, counted from the start of the level; null: once. */
  readonly repeatsMs: number | null
  /** Reminded of this often until it is done; null: at the usual times. */
  readonly insistMs: number | null
  readonly proof: ActionProof | null
}

/** When people are reminded of what they owe. */
export interface ActionTimes {
  /** The share of its time after which an action is reminded of. */
  readonly remindAtRatio: number
  /** How long after its deadline an action goes to the next role. */
  readonly escalateAfterMs: number
}

export const USUAL_ACTION_TIMES: ActionTimes = { remindAtRatio: 0.75, escalateAfterMs: 30 * 60_000 }
