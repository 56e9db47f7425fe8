import { describe, expect, test } from 'vitest'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const faults = (text: string): readonly string[] =>
  new YamlFile('f.yaml', text).problems.map(({ line, message }) => `${line ?? ''} ${message}`)

describe('a merge key', () => {
  const text = [
    'base: &base { window: 30d, objective: 99.50 }',
    'more: &more { window: 7d, title: More }',
    'one:',
    '  <<: *base',
    '  window: 28d',
    'two:',
    '  window: 14d',
    '  <<: [*base, *more]',
    'three:',
    '  "<<": no merge key',
  ].join('\n')
  const file = new YamlFile('f.yaml', text)

  test('takes over the keys of a mapping, of which its own and the first win', () => {
    expect(file.problems).toEqual([])
    expect(file.data).toMatchObject({
      one: { window: '28d', objective: 99.5 },
      two: { window: '14d', objective: 99.5, title: 'More' },
      three: { '<<': 'no merge key' },
    })
  })

  test('is followed to where a value stands, as it was written', () => {
    expect([file.lineOf(['one', 'window']), file.textOf(['one', 'window'])]).toEqual([5, '28d'])
    expect([file.lineOf(['one', 'objective']), file.textOf(['one', 'objective'])]).toEqual([1, '99.50'])
    expect([file.lineOf(['two', 'title']), file.textOf(['two', 'title'])]).toEqual([2, 'More'])
    expect(file.lineOf(['three', '<<'])).toBe(10)
    expect(file.textOf(['two', 'nothing'])).toBeUndefined()
  })
})

test.each([
  ['CRLF', 'a: 1\r\nb: "x"\r\n'],
  ['CRLF, and none at the end', 'a: 1\r\nb: "x"\r'],
  ['CR alone', 'a: 1\rb: "x"\r'],
  ['a byte order mark', '\uFEFFa: 1\nb: "x"\n'],
  ['a document without anything before it', '---\n# nothing\n---\na: 1\nb: "x"\n'],
  ['a document without anything after it', 'a: 1\nb: "x"\n---\n'],
  ['a directive', '%YAML 1.2\r\n---\r\na: 1\r\nb: "x"\r\n'],
])('%s changes nothing', (_, text) => {
  const file = new YamlFile('f.yaml', text)
  expect(file.problems).toEqual([])
  expect(file.data).toEqual({ a: 1, b: 'x' })
  expect(file.lineOf(['b'])).toBe((file.lineOf(['a']) ?? 0) + 1)
})

test('one anchor may be used as often as there are services', () => {
  const uses = Array.from({ length: 500 }, (_, n) => `s${n}: *team`).join('\n')
  expect(faults(`team: &team { groups: [S1] }\n${uses}\n`)).toEqual([])
})

test.each([
  ['two documents', 'a: 1\n---\nb: 2\n', '2 two documents in one file; take the line --- away'],
  ['a key twice', 'a: 1\nb: 2\na: 3\n', '3 the key a stands twice in the same mapping; keep one'],
  [
    'a merge key twice',
    'a: &a {}\nb:\n  <<: *a\n  <<: *a\n',
    '4 the key << stands twice in the same mapping; keep one',
  ],
  [
    'a template',
    'a: 1\nb: {{ .Values.b }}\n',
    '2 braces stand where a key belongs; put a value that begins with a brace into quotes, and render a template first',
  ],
  [
    'a list for a key',
    'a: 1\n? [b]\n: 2\n',
    '2 a list or a mapping stands where a key belongs; a key is a word',
  ],
])('%s is a mistake', (_, text, fault) => {
  expect(faults(text)).toEqual([fault])
})

test('aliases that multiply are a mistake', () => {
  const levels = ['b', 'c', 'd', 'e', 'f'].map((name, at) => {
    const before = String.fromCodePoint(97 + at)
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`
  })
  expect(faults(['a: &a [x]', ...levels].join('\n'))).toEqual([
    '1 not valid YAML: aliases (*name) multiply more than 10000 times',
  ])
})

test('services share what their merge keys take over, and a mistake in it is shown where it is written', async () => {
  const merged = (objective: string) =>
    [
      'services:',
      '  - name: shop',
      '    title: Shop',
      '    owner: &owner { users: [U0OWNER] }',
      '    slos:',
      '      - &orders',
      '        name: orders',
      '        title: Orders',
      `        objective: ${objective}`,
      '        window: 28d',
      '        sli: { pushed: {} }',
      '      - <<: *orders',
      '        name: payments',
      '',
    ].join('\r\n')
  const right = await loadEdited([['slos/more.yaml', '', merged('99.5').replace('name: shop', 'name: till')]])
  expect(problemLines(right)).toEqual([])
  const slos = right.ok ? right.catalog.services.get('till')?.slos : undefined
  expect(slos?.map(({ name, title }) => [name, title])).toEqual([
    ['orders', 'Orders'],
    ['payments', 'Orders'],
  ])
  const wrong = await loadEdited([['slos/more.yaml', '', merged('100').replace('name: shop', 'name: till')]])
  expect(problemLines(wrong).map((line) => line.replace(/: found.*/, ''))).toEqual([
    'slos/more.yaml:9 services[till].slos[orders].objective',
    'slos/more.yaml:9 services[till].slos[payments].objective',
  ])
})
