import { FUZZ_CASES } from '../lengths.ts'

/** What the fuzz tests try, and how many of a thousand cases each gets. */
const SHARES = {
  'typed times': 150,
  'typed lengths and figures': 100,
  selectors: 75,
  schedules: 50,
  configuration: 25,
  policies: 50,
  'foreign specs': 100,
  calendars: 50,
  'answers of Prometheus': 50,
  templates: 25,
  'slash commands': 75,
  payloads: 125,
  'bodies over HTTP': 125,
} as const

export type Subject = keyof typeof SHARES

/** How many cases a subject gets. */
export const casesOf = (subject: Subject): number => Math.ceil((SHARES[subject] * FUZZ_CASES) / 1_000)
