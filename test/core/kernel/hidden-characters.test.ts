import { expect, test } from 'vitest'
import { isOneWord } from '../../../src/core/kernel/hidden-characters.ts'

test.each([
  ['v1.2.4', true],
  ['größe-2', true],
  ['v1 2', false],
  ['', false],
  ['v1\u202E4.2', false],
  ['v1\u200B', false],
  ['v1\u2066', false],
  ['v1\u0007', false],
])('%j is one word that can be seen: %s', (text, expected) => {
  expect(isOneWord(text)).toBe(expected)
})
