import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../src/config/policies/policy-reader.ts'
import { readServices } from '../../src/config/services/service-reader.ts'
import { readSettings } from '../../src/config/settings/settings-reader.ts'
import { YamlFile } from '../../src/config/reading/yaml-file.ts'
import { loadEdited, problemLines } from './configuration-folder.ts'
import { damagedText } from './damaged-text.ts'

const GOOD = join(import.meta.dirname, '../fixtures/config/good')
const around = {
  defaultPolicy: 'team',
  policies: ['team'],
  sources: ['main'],
  timeZone: 'UTC',
  pushedCountsMs: 1e10,
}

/** Each reader answers with problems, of one line each, whatever the file holds. */
const READERS = {
  'budgeteer.yaml': (text: string) => readSettings(new YamlFile('f', text), ['team']).problems,
  'policies/team.yaml': (text: string) => parsePolicy(text, 'f').problems,
  'slos/shop.yaml': (text: string) => readServices(new YamlFile('f', text), around).problems,
}

describe.each(Object.entries(READERS))('%s, damaged in any way', async (file, problemsOf) => {
  const text = await readFile(join(GOOD, file), 'utf8')

  test('gets problems and no exception', () => {
    fc.assert(
      fc.property(damagedText(text), (damaged) => {
        for (const { message } of problemsOf(damaged)) expect(message).toMatch(/^[^\n]+$/)
      }),
      { numRuns: 100 },
    )
  })
})

test.each([
  ['an alias of nothing', '*nobody', 5, '*nobody has no anchor &nobody before it'],
  ['an alias within its anchor', '&a [*a]', 1, 'an alias (*name) stands within its own anchor (&name)'],
  [
    'a merge key of a text',
    '{ <<: shop }',
    5,
    'a merge key (<<) takes over the keys of a mapping: write <<: *name, or a list of such names',
  ],
])('%s is a mistake of the file', async (_, value, line, reason) => {
  const loaded = await loadEdited([['slos/shop.yaml', 'People buy things.', value]])
  expect(problemLines(loaded)).toEqual([`slos/shop.yaml:${line}: not valid YAML: ${reason}`])
})

test('no secret is repeated by a problem', async () => {
  const secret = 'hunter2-hunter2'
  const loaded = await loadEdited([
    ['budgeteer.yaml', 'https://prometheus', `https://bob:${secret}@prometheus`],
    ['budgeteer.yaml', 'BUDGETEER_TOKEN_CI', secret],
    ['budgeteer.yaml', 'env: BUDGETEER_TOKEN_RELEASE', `token: ${secret}`],
    ['budgeteer.yaml', 'title: CTO', `title: xoxb-${secret}`],
    [
      'budgeteer.yaml',
      'default_policy:',
      `slack: { mode: socket, app_token: xapp-${secret} }\ndefault_policy:`,
    ],
    ['slos/shop.yaml', 'window: 28d', `window: xoxp-${secret}`],
  ])
  expect(problemLines(loaded)).toHaveLength(7)
  expect(problemLines(loaded).join('\n')).not.toContain(secret)
})
