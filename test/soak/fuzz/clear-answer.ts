import { expect } from 'vitest'

/** What an answer holds that was made of a fault of the program. What people sent may be quoted in it, and holds none of these. */
const UNCLEAR =
  /not your fault|\bundefined\b|\[object |\bNaN\b|Invalid Date|Internal|(Type|Range|Syntax|Reference)Error|\n\s+at .*:\d+:\d+|node_modules|node:internal|Cannot read prop|is not a function/

/** Fails for words that tell nobody what is wrong. */
export function expectClear(words: string): void {
  expect(words.trim()).not.toBe('')
  expect(words).not.toMatch(UNCLEAR)
}
