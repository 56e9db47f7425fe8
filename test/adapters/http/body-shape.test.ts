import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tooIntricate } from '../../../src/adapters/http/body-shape.ts'

const shapeOf = (text: string): string | undefined => tooIntricate(Buffer.from(text))
const object = (members: number): string =>
  `{${Array.from({ length: members }, (_, at) => `"k${at}":{}`).join(',')}}`

test.each([
  ['64 levels', '['.repeat(64) + ']'.repeat(64), undefined],
  ['65 levels', '['.repeat(65) + ']'.repeat(65), 'it is nested deeper than 64 levels'],
  ['levels that never end', '{"a":'.repeat(100), 'it is nested deeper than 64 levels'],
  ['many lists side by side', `[${'[],'.repeat(10_000)}[]]`, undefined],
  ['1,000 members', object(1_000), undefined],
  ['1,001 members', object(1_001), 'an object in it has more than 1000 members'],
  [
    'members of an inner object',
    `[1,2,{"a":[1,2],"b":${object(1_001)}}]`,
    'an object in it has more than 1000 members',
  ],
  ['many objects with members', `[${Array.from({ length: 500 }, () => object(9)).join(',')}]`, undefined],
  ['a long list', `[${'1,'.repeat(999_000)}1]`, undefined],
  ['a list without end', `[${'1,'.repeat(1_000_001)}1]`, 'it has more than 1000000 parts'],
  ['brackets and commas in a text', JSON.stringify('[{,"\\'.repeat(10_000)), undefined],
  ['a text that never ends', `"${'\\"'.repeat(10_000)}`, undefined],
  ['brackets that close alone', ']'.repeat(1_000), undefined],
  ['nothing', '', undefined],
])('%s', (_what, text, said) => expect(shapeOf(text)).toBe(said))

test('whatever is JSON and small is left to the parser', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 10 }), (text) => {
      expect(shapeOf(text)).toBeUndefined()
    }),
  )
})
