import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseInline, parseMrkdwn, safeUrl, type Block, type Inline } from '../../../demo/page/mrkdwn.ts'

function words(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
    case 'code':
    case 'broadcast':
      return inline.text
    case 'bold':
    case 'italic':
    case 'strike':
    case 'link':
      return inline.children.map(words).join('')
    case 'person':
    case 'channel':
    case 'group':
      return inline.id + inline.label
    case 'date':
      return inline.fallback
    case 'emoji':
      return inline.name
  }
}

function blockWords(block: Block): readonly string[] {
  if (block.kind === 'pre') return [block.text]
  return (block.kind === 'list' ? block.items : block.lines).flat().map(words)
}

const text = (value: string): Inline => ({ kind: 'text', text: value })
const link = (url: string, label = url): Inline => ({ kind: 'link', url, children: [text(label)] })

describe('a line of mrkdwn', () => {
  const rows: readonly (readonly [string, string, readonly Inline[]])[] = [
    ['plain words stay', 'ship it', [text('ship it')]],
    ['stars make bold', 'a *b c* d', [text('a '), { kind: 'bold', children: [text('b c')] }, text(' d')]],
    ['underscores make italic', '_so_', [{ kind: 'italic', children: [text('so')] }]],
    ['tildes strike', '~old~', [{ kind: 'strike', children: [text('old')] }]],
    ['marks nest', '*_x_*', [{ kind: 'bold', children: [{ kind: 'italic', children: [text('x')] }] }]],
    ['stars inside a word stay', '2*3*4', [text('2*3*4')]],
    ['names with underscores stay', 'freeze_active_now', [text('freeze_active_now')]],
    ['a star before a space stays', '* not bold*', [text('* not bold*')]],
    ['an unclosed star stays', '*open', [text('*open')]],
    [
      'bold may hold a link with a star in it',
      '*<https://a.b/*|c>*',
      [{ kind: 'bold', children: [link('https://a.b/*', 'c')] }],
    ],
    ['ticks make code that knows no marks', '`*a* &lt;`', [{ kind: 'code', text: '*a* <' }]],
    ['code shows the label of a link', '`<http://a.b|a.b>`', [{ kind: 'code', text: 'a.b' }]],
    ['entities are undone once', '&amp;lt; &gt;30%', [text('&lt; >30%')]],
    ['a link shows its label', '<https://a.b|the *page*>', [link('https://a.b', 'the *page*')]],
    ['a link without a label shows its address', '<https://a.b>', [link('https://a.b')]],
    [
      'a bare address becomes a link without its full stop',
      'See https://a.b/c.',
      [text('See '), link('https://a.b/c'), text('.')],
    ],
    ['a script address stays text', '<javascript:alert(1)|x>', [text('<javascript:alert(1)|x>')]],
    ['markup stays text', '&lt;img src=x onerror=alert(1)&gt;', [text('<img src=x onerror=alert(1)>')]],
    ['a person is named by id', '<@U1|dana>', [{ kind: 'person', id: 'U1', label: 'dana' }]],
    ['a channel is named by id', '<#C1|engineering>', [{ kind: 'channel', id: 'C1', label: 'engineering' }]],
    ['a group shows its handle', '<!subteam^S1|@sre>', [{ kind: 'group', id: 'S1', label: '@sre' }]],
    ['here is a broadcast', '<!here>', [{ kind: 'broadcast', text: '@here' }]],
    [
      'a date keeps its format and fallback',
      '<!date^1392734382^{date} at {time}^https://a.b|then>',
      [
        {
          kind: 'date',
          unixSeconds: 1392734382,
          format: '{date} at {time}',
          url: 'https://a.b',
          fallback: 'then',
        },
      ],
    ],
    ['a date that is none shows its fallback', '<!date^soon^{date}|soon>', [text('soon')]],
    ['a shortcode is an emoji', ':fire:', [{ kind: 'emoji', name: 'fire' }]],
    ['the minutes of a time are no emoji', 'at 10:15:30', [text('at 10:15:30')]],
  ]
  test.each(rows)('%s', (_, source, expected) => {
    expect(parseInline(source)).toEqual(expected)
  })

  test('never loses a letter, whatever its marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('abcxyz *_~`<>:@#!-•\n')) }), (source) => {
        expect(
          parseMrkdwn(source)
            .flatMap(blockWords)
            .join('')
            .replace(/[^a-z]/g, ''),
        ).toBe(source.replace(/[^a-z]/g, ''))
      }),
    )
  })
})

describe('a text of several lines', () => {
  test('becomes lists, quotes, code and lines', () => {
    const source = 'Actions:\n• War room\n- Standup\n\n&gt; quoted\n> again\n```npm ci\nnpm test```\nend'
    expect(parseMrkdwn(source)).toEqual([
      { kind: 'lines', lines: [[text('Actions:')]] },
      { kind: 'list', items: [[text('War room')], [text('Standup')]] },
      { kind: 'lines', lines: [[]] },
      { kind: 'quote', lines: [[text('quoted')], [text('again')]] },
      { kind: 'pre', text: 'npm ci\nnpm test' },
      { kind: 'lines', lines: [[text('end')]] },
    ])
  })

  test('keeps a fence that nobody closes', () => {
    expect(parseMrkdwn('a ```b')).toEqual([
      { kind: 'lines', lines: [[text('a ')]] },
      { kind: 'lines', lines: [[text('```b')]] },
    ])
  })
})

test.each([
  ['https://a.b', 'https://a.b'],
  ['mailto:sre@a.b', 'mailto:sre@a.b'],
  ['JavaScript:alert(1)', null],
  ['data:text/html,x', null],
  ['//a.b', null],
  ['https://', null],
])('of the address %s a page links %s', (url, expected) => {
  expect(safeUrl(url)).toBe(expected)
})
