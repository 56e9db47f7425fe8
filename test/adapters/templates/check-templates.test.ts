import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { exampleOf, isKnownKind, LEVEL_ANNOUNCEMENT } from '../../../src/adapters/templates/known-facts.ts'
import { checkTemplates, loadMessages } from '../../../src/adapters/templates/load-messages.ts'
import { loadCheckedMessages } from '../../../src/adapters/templates/load-checked-messages.ts'
import { SAMPLES } from '../../../src/adapters/templates/samples/samples.ts'
import { EXAMPLES } from './an-announcement.ts'
import { MESSAGES, renderer } from './shipped.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'messages-'))
  cpSync(MESSAGES, dir, { recursive: true })
})
afterEach(() => rmSync(dir, { recursive: true }))

const problemsWith = (file: string, template: string): string[] => {
  writeFileSync(join(dir, file), template)
  return checkTemplates(dir).map((problem) => `${problem.file}: ${problem.message}`)
}

describe('the templates that ship', () => {
  test('have no problem', () => {
    expect(checkTemplates(MESSAGES)).toEqual([])
  })

  const names = readdirSync(MESSAGES).map((file) => file.replace('.liquid', ''))
  const uses = names.flatMap((name) =>
    SAMPLES[isKnownKind(name) ? name : LEVEL_ANNOUNCEMENT].map(
      (sample, index) => [name, index, sample] as const,
    ),
  )
  test.each(uses)('%s says sample %i in full', (name, _index, sample) => {
    const content = sample.kind === 'level-announcement' ? { ...sample, template: name } : sample
    const text = renderer.text(content)
    expect(text).not.toMatch(/null|undefined|NaN|\[object|\{\{|\{%|: $|\(\)/m)
    expect(text.split('\n')[0]?.trim()).not.toBe('')
  })
})

describe('the facts that templates may print are those of the samples', () => {
  const unknownIn = (value: unknown, path: string): readonly string[] => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return [path]
    if (typeof value !== 'object') return []
    return Object.entries(value).flatMap(([part, inner]) => unknownIn(inner, `${path}.${part}`))
  }
  test.each(Object.entries(SAMPLES))('each fact of %s is known in one of them', (kind, samples) => {
    expect(unknownIn(exampleOf(samples), kind)).toEqual([])
  })

  test.each([
    ['facts that only some know', [{ a: null }, { a: 1, b: 'x' }], { a: 1, b: 'x' }],
    ['lists, item by item', [{ a: [] }, { a: [{ b: null }, { b: 2 }] }], { a: [{ b: 2 }] }],
    ['groups that may be missing', [{ a: null }, { a: { b: false } }], { a: { b: false } }],
    ['a missing figure', [{ a: null, b: [] }], { a: null, b: [] }],
  ])('folded into one: %s', (_sentence, values, example) => {
    expect(exampleOf(values)).toEqual(example)
  })
})

describe('a mistake in a template is named', () => {
  test.each<[string, string, string, string]>([
    [
      'a misspelt fact',
      'healthy.liquid',
      '{{ remainingRatoi }}',
      'healthy.liquid: line 1: there is no "remainingRatoi" in remainingRatoi; did you mean remainingRatio?',
    ],
    [
      'a misspelt fact where no sample comes by',
      'healthy.liquid',
      'x\n{% if level == "PURPLE" %}\n{{ war_room }}{% endif %}',
      'healthy.liquid: line 3: there is no "war_room" in war_room; did you mean warRoom?',
    ],
    [
      'a misspelt fact of an item of a list where no sample comes by',
      'critical.liquid',
      '{{ level }}{% if level == "PURPLE" %}{% for action in topActions %}{{ action.wat }}{% endfor %}{% endif %}',
      'critical.liquid: line 1: there is no "wat" in action.wat; did you mean what?',
    ],
    [
      'a misspelt name of an item',
      'critical.liquid',
      '{{ level }}{% for action in topActions %}{{ acton.what }}{% endfor %}',
      'critical.liquid: line 1: there is no "acton" in acton.what; there is kind, template,',
    ],
    [
      'a misspelt fact of a group',
      'request-notice.liquid',
      '{{ request.revison }}',
      'request-notice.liquid: line 1: there is no "revison" in request.revison; did you mean revision?',
    ],
    [
      'a part of a plain value',
      'healthy.liquid',
      '{{ level }}{{ level.name }}',
      'healthy.liquid: line 1: there is no "name" in level.name; what stands before it is a plain value',
    ],
    [
      'a fact of another kind of message',
      'transition-digest.liquid',
      '{{ at }}{{ serviceTitle }}',
      'transition-digest.liquid: line 1: there is no "serviceTitle" in serviceTitle',
    ],
    [
      'a filter that does not exist',
      'healthy.liquid',
      '{{ level | shout }}',
      'healthy.liquid: undefined filter: shout',
    ],
    [
      'an output past the escaping',
      'healthy.liquid',
      '{{ level | raw }}',
      'healthy.liquid: undefined filter: raw',
    ],
    [
      'a tag that would print past the escaping',
      'healthy.liquid',
      '{% echo level %}',
      'healthy.liquid: tag "echo" not found',
    ],
    [
      'a tag that would read a file',
      'healthy.liquid',
      '{% include "/etc/passwd" %}',
      'healthy.liquid: tag "include" not found',
    ],
    [
      'a tag that is never closed',
      'healthy.liquid',
      '{% if level %}',
      'healthy.liquid: tag {% if level %} not closed',
    ],
    [
      'a value that may be unknown behind a filter',
      'healthy.liquid',
      '{{ remainingRatio | percent }}',
      'healthy.liquid: needs a number, got a value that is not known',
    ],
    [
      'a list that is printed as a whole',
      'healthy.liquid',
      '{{ topActions }}',
      'healthy.liquid: a list or a group of values cannot be printed; print what is in it',
    ],
    [
      'a paragraph too long for Slack',
      'critical.liquid',
      '{{ level }}{% for one in recentIncidents %}{{ one.what }}{% endfor %}',
      'critical.liquid: has a paragraph that may get longer than 3000 characters; part it with an empty line',
    ],
    [
      'a message too long for Slack',
      'critical.liquid',
      '{{ level }}{% for one in recentIncidents %}{{ one.what }}\n\n{% endfor %}',
      'critical.liquid: may get longer than the 12000 characters that Slack takes; cut values with "| short: 100"',
    ],
    [
      'a template that says nothing',
      'healthy.liquid',
      '{% if slo %}{% endif %}',
      'healthy.liquid: says nothing',
    ],
    [
      'a template for a level that has a mistake too',
      'purple.liquid',
      '{{ purple }}',
      'purple.liquid: line 1: there is no "purple" in purple',
    ],
  ])('%s', (_sentence, file, template, message) => {
    expect(problemsWith(file, template)).toContainEqual(expect.stringContaining(message))
  })

  test.each([
    [
      'loops within loops',
      '{% for a in (1..900) %}{% for b in (1..900) %}{% for c in (1..900) %}{% if c == 1 %}{% endif %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['a list without end', '{% for a in (1..100000000) %}x{% endfor %}'],
  ])('%s, off the thread that serves people, by the name of the template', async (_sentence, template) => {
    writeFileSync(join(dir, 'warning.liquid'), `{{ level }}${template}`)
    let turns = 0
    const others = setInterval(() => (turns += 1), 5)
    expect(await loadCheckedMessages(dir)).toEqual({
      ok: false,
      problems: [
        { file: 'warning.liquid', message: 'takes too long or gets too large: its loops repeat too much' },
      ],
    })
    clearInterval(others)
    expect(turns).toBeGreaterThan(0)
  })

  test('nothing off the thread, where all is well', async () => {
    const loaded = await loadCheckedMessages(MESSAGES, { boundaries: () => [0.72] })
    if (!loaded.ok) throw new Error('the templates that ship have problems')
    expect(loaded.renderer.text({ ...EXAMPLES.HEALTHY, remainingRatio: 0.7204 })).toContain('72.04%')
    expect(await loadCheckedMessages(dir, { announcements: ['orange'] })).toEqual({
      ok: false,
      problems: [{ file: 'orange.liquid', message: 'is missing' }],
    })
  })

  test('a missing file, with the nearest one', () => {
    rmSync(join(dir, 'warning.liquid'))
    writeFileSync(join(dir, 'wraning.liquid'), '{{ level }}')
    expect(checkTemplates(dir)).toEqual([
      { file: 'warning.liquid', message: 'is missing; there is wraning.liquid' },
    ])
  })

  test('a file that a policy’s level names', () => {
    expect(checkTemplates(dir, { announcements: ['level', 'orange'] })).toEqual([
      { file: 'orange.liquid', message: 'is missing' },
    ])
  })

  test('a folder that is not there', () => {
    expect(checkTemplates(join(dir, 'none'))).toMatchObject([
      { message: expect.stringContaining('cannot be read') as string },
    ])
  })

  test('all of them at once', () => {
    writeFileSync(join(dir, 'healthy.liquid'), '{{ a1 }}{{ b2 }}')
    writeFileSync(join(dir, 'warning.liquid'), '{{ c3 }}')
    rmSync(join(dir, 'critical.liquid'))
    const files = checkTemplates(dir).map(({ file }) => file)
    expect(new Set(files)).toEqual(new Set(['critical.liquid', 'healthy.liquid', 'warning.liquid']))
  })
})

describe('beside the templates that ship', () => {
  test('the own file wins, and the others ship', async () => {
    const own = mkdtempSync(join(tmpdir(), 'messages-'))
    onTestFinished(() => rmSync(own, { recursive: true }))
    writeFileSync(join(own, 'healthy.liquid'), 'All is well with {{ service }}.')
    const loaded = await loadCheckedMessages(own, { shipped: MESSAGES })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    expect(loaded.renderer.text(EXAMPLES.HEALTHY)).toMatch(/^All is well with \S+\.$/)
    expect(loaded.renderer.text(EXAMPLES.WARNING)).toBe(renderer.text(EXAMPLES.WARNING))
  })

  test('no own folder is needed', async () => {
    const loaded = await loadCheckedMessages(join(dir, 'none'), { shipped: MESSAGES })
    expect(loaded.ok).toBe(true)
  })

  test('a mistake in the own file is named', async () => {
    writeFileSync(join(dir, 'healthy.liquid'), '{{ levle }}')
    expect(await loadCheckedMessages(dir, { shipped: MESSAGES })).toMatchObject({
      ok: false,
      problems: [{ file: 'healthy.liquid' }],
    })
  })
})

test('percentages keep to the side of the bounds that the policies draw', () => {
  const loaded = loadMessages(MESSAGES, { boundaries: () => [0.72] })
  if (!loaded.ok) throw new Error('the templates that ship have problems')
  const told = loaded.renderer.text({ ...EXAMPLES.HEALTHY, remainingRatio: 0.7204 })
  expect(told).toContain('HEALTHY (72.04%)')
})
