import { FUZZ_CASES } from '../lengths.ts'

/** What the fuzz tests try, and how many of a thousand cases each gets. */
const SHARES = {
  'typed times': 50,
  'typed lengths and figures': 50,
  selectors: 50,
  schedules: 25,
} as const

export type Subject = keyof typeof SHARES

export const SUBJECTS = Object.keys(SHARES) as readonly Subject[]

/** How many cases a subject gets. */
export const casesOf = (subject: Subject): number => Math.ceil((SHARES[subject] * FUZZ_CASES) / 1_000)
