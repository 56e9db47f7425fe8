import fc, { type Arbitrary } from 'fast-check'

/** Pieces that have broken programs before. None of them holds a word by which an unclear answer is known. */
const NASTY = [
  '',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u0000',
  '\u0007',
  '\u001b[31m',
  '\u200e\u202e\ufeff',
  '\ud83d',
  '\udc4d',
  '🔥',
  'ﷺ',
  'i̇',
  'ẞ',
  '−1',
  '١٢',
  '"',
  "'",
  '`',
  '“',
  '<',
  '>',
  '&',
  '<!channel>',
  '<@U0VP>',
  '<https://evil.example|harmless>',
  '</script>',
  '{{',
  '}}',
  '{%',
  '%}',
  '${7*7}',
  '%s%n',
  '%00',
  '../../etc/passwd',
  "'; DROP TABLE requests; --",
  '__proto__',
  'constructor',
  'toString',
  'null',
  'true',
  '~',
  '-',
  '--',
  '=',
  ':',
  ',',
  '|',
  '*',
  '[',
  ']',
  '(',
  ')',
  '\\',
  '0',
  '-0',
  '-1',
  '1e309',
  '0x10',
  '0.1',
  '1_000',
  '99999999999999999999',
  '1'.repeat(400),
  'x'.repeat(3_000),
  '('.repeat(300),
  'é'.repeat(200),
] as const

export const nastyPiece: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)

interface Edit {
  readonly kind: 'cut' | 'insert' | 'replace' | 'repeat' | 'end here' | 'other case' | 'swap'
  /** Where, from 0 to 1 of the text. */
  readonly at: number
  readonly length: number
  readonly piece: string
}

const edits: Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('cut', 'insert', 'replace', 'repeat', 'end here', 'other case', 'swap'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 12 }),
    piece: nastyPiece,
  }),
  { minLength: 0, maxLength: 4 },
)

function edited(text: string, { kind, at, length, piece }: Edit): string {
  const start = Math.floor(at * text.length)
  const before = text.slice(0, start)
  const part = text.slice(start, start + length)
  const after = text.slice(start + length)
  switch (kind) {
    case 'cut':
      return before + after
    case 'insert':
      return before + piece + part + after
    case 'replace':
      return before + piece + after
    case 'repeat':
      return before + part.repeat(1 + length) + after
    case 'end here':
      return before
    case 'other case':
      return before + (part === part.toUpperCase() ? part.toLowerCase() : part.toUpperCase()) + after
    case 'swap':
      return after + part + before
  }
}

/** Texts that are nearly right: one of these with a few edits, or rarely nothing but nonsense. */
export const nearly = (...right: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(fc.constantFrom(...right), edits).map(([text, all]) => all.reduce(edited, text)),
    },
    { weight: 1, arbitrary: fc.array(nastyPiece, { maxLength: 8 }).map((pieces) => pieces.join('')) },
  )
