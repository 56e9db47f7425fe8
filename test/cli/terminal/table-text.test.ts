import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tableText } from '../../../src/cli/terminal/table-text.ts'
import type { Terminal } from '../../../src/cli/terminal/terminal.ts'
import { textWidth } from '../../../src/cli/terminal/text-width.ts'

const plainTerminal = (columns: number): Terminal => ({ columns, paint: (text) => text })

const SERVICES = [
  ['SLO', 'LEFT', 'WHY'],
  ['requests that succeed', '18%', 'an outage of the database on Monday'],
  ['東京 latency', '–', 'no data'],
]

function shown(
  columns: number,
  rows: readonly (readonly string[])[] = SERVICES,
  optional: number[] = [],
): string {
  return tableText(rows, { headed: true, optional, terminal: plainTerminal(columns) }).join('\n')
}

describe('columns are aligned by what a terminal shows', () => {
  test('on one line where there is room, or nobody looks', () => {
    const whole = [
      '  SLO                    LEFT  WHY',
      '  requests that succeed  18%   an outage of the database on Monday',
      '  東京 latency           –     no data',
    ].join('\n')
    expect(shown(Infinity)).toBe(whole)
    expect(shown(68)).toBe(whole)
  })

  test('the widest gives way, by whole words', () => {
    expect(shown(45)).toBe(
      [
        '  SLO                LEFT  WHY',
        '  requests that      18%   an outage of the',
        '  succeed                  database on Monday',
        '  東京 latency       –     no data',
      ].join('\n'),
    )
  })

  test('a column that can be spared goes before the table does', () => {
    expect(shown(20, SERVICES, [2])).toBe(
      ['  SLO           LEFT', '  requests      18%', '  that succeed', '  東京 latency  –'].join('\n'),
    )
  })

  test('where words would have to be broken, each row is a list', () => {
    expect(shown(20)).toBe(
      [
        '  requests that',
        '  succeed',
        '    LEFT  18%',
        '    WHY   an outage',
        '          of the',
        '          database',
        '          on Monday',
        '  東京 latency',
        '    LEFT  –',
        '    WHY   no data',
      ].join('\n'),
    )
  })

  test('the last cell of a short row takes the rest of the line', () => {
    const rows = [
      ['A', 'B', 'C'],
      ['a', 'why there is none'],
      ['a', 'b', 'c'],
    ]
    expect(shown(Infinity, rows)).toBe('  A  B  C\n  a  why there is none\n  a  b  c')
  })
})

test('names stand bold above the columns, and colour takes no room', () => {
  const paint: Terminal['paint'] = (text, look) => `<${look}>${text}</>`
  const rows = [
    ['NAME', 'IS'],
    [{ text: 'a', look: 'bad' } as const, 'b'],
  ]
  expect(tableText(rows, { headed: true, terminal: { columns: 80, paint } })).toEqual([
    '  <heading>NAME</>  <heading>IS</>',
    '  <bad>a</>     b',
  ])
})

const word = fc.stringMatching(/^[a-z東京🟢é-]{1,12}$/u)
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '))
const table = fc
  .integer({ min: 1, max: 6 })
  .chain((columns) =>
    fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 2, maxLength: 6 }),
  )

test('no line is ever wider than the terminal, and no word is lost', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 30, max: 200 }), fc.boolean(), (rows, columns, headed) => {
      const lines = tableText(rows, {
        ...(headed && { headed: true as const }),
        terminal: plainTerminal(columns),
      })
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
      const letters = (parts: readonly string[]): string =>
        Array.from(parts.join('').replaceAll(/\s/g, '')).sort().join('')
      if (!headed) expect(letters(lines)).toBe(letters(rows.flat()))
    }),
  )
})
