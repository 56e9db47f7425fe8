import type { Words } from '../kernel/prompt.ts'
import type { ReasonCode } from './decision.ts'

/** What the calendar says of a deployment that the policy staggers. Times are epoch milliseconds. */
export type DaySlot =
  /** It is planned for today, and nothing stands against it. */
  | { readonly kind: 'free' }
  /** How a request sees it, which is decided now and started later: a word about its day. */
  | { readonly kind: 'waits'; readonly text: Words }
  /** It may not start now. A full sentence says why and what to do. */
  | {
      readonly kind: 'refused'
      readonly reason: Extract<ReasonCode, 'not_planned' | 'day_taken' | 'stakeholder_away'>
      readonly text: Words
      /** When it may start; null when that is up to people. */
      readonly opensAt: number | null
    }
