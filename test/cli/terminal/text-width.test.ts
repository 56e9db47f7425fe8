import { expect, test } from 'vitest'
import { padded, shortenedTo, splitAtWidth, textWidth } from '../../../src/cli/terminal/text-width.ts'

test.each([
  ['plain letters one each', 'checkout', 8],
  ['wide letters two each', '東京', 4],
  ['an emoji two', '🟢', 2],
  ['an emoji of several parts two', '👩‍💻', 2],
  ['a combining mark none', 'e\u0301', 1],
  ['colour none', '\u001B[31mred\u001B[39m', 3],
])('%s', (_what, text, width) => {
  expect(textWidth(text)).toBe(width)
})

test('a text is filled up by what it shows', () => {
  expect(padded('東京', 6)).toBe('東京  ')
  expect(padded('checkout', 3)).toBe('checkout')
})

test.each([
  ['東京都', 3, ['東', '京都']],
  ['👩‍💻👩‍💻', 3, ['👩‍💻', '👩‍💻']],
  ['ab', 2, ['ab', '']],
  ['東', 1, ['', '東']],
])('%s is cut at %i between whole characters', (text, width, parts) => {
  expect(splitAtWidth(text, width)).toEqual(parts)
})

test.each([
  ['checkout', 8, 'checkout'],
  ['checkout', 5, 'chec…'],
  ['東京都', 5, '東京…'],
  ['one two', 5, 'one…'],
])('%s in %i columns is %s', (text, width, shown) => {
  expect(shortenedTo(text, width)).toBe(shown)
})
