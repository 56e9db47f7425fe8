import { describe, expect, test } from 'vitest'

import { awayWords } from '../../../src/adapters/slack/commands/away-words.ts'
import { findSubcommand } from '../../../src/adapters/slack/commands/find-subcommand.ts'
import { incidentWords } from '../../../src/adapters/slack/commands/incident-words.ts'
import { Misunderstood } from '../../../src/adapters/slack/commands/misunderstood.ts'
import { SUBCOMMANDS } from '../../../src/adapters/slack/commands/registry.ts'
import { requestWords } from '../../../src/adapters/slack/commands/request-words.ts'
import { resolveName } from '../../../src/adapters/slack/commands/resolve-name.ts'
import { wordsOf } from '../../../src/adapters/slack/commands/words.ts'
import { escaped, unescaped } from '../../../src/adapters/slack/escape.ts'
import { withoutSecrets } from '../../../src/adapters/slack/redact.ts'
import { isResponseUrl } from '../../../src/adapters/slack/responder.ts'

describe('words of a command', () => {
  test.each([
    ['', []],
    ['status  billing', ['status', 'billing']],
    ['ic billing <@U123ABC|rae>', ['ic', 'billing', '@rae=U123ABC']],
    ['ic <@U123ABC>', ['ic', '@U123ABC=U123ABC']],
    [
      'war-room x <https://meet.example.com/a?b=1&amp;c=2|meet>',
      ['war-room', 'x', 'https://meet.example.com/a?b=1&c=2'],
    ],
    ['add x "two words" now', ['add', 'x', 'two words', 'now']],
    ['add x “two words” now', ['add', 'x', 'two words', 'now']],
    ['&lt;@U123ABC&gt; is no mention', ['<@U123ABC>', 'is', 'no', 'mention']],
    ['<!channel> <#C123|general>', ['!channel', 'general']],
    ['"never closed', ['"never', 'closed']],
  ])('%s', (text, expected) => {
    expect(
      wordsOf(text).map((word) => (word.userId === null ? word.text : `${word.text}=${word.userId}`)),
    ).toEqual(expected)
  })
})

describe('subcommands', () => {
  test.each([
    ['/budget', '', 'status'],
    ['/deploy', '', 'help'],
    ['/budget', 'STATUS billing', 'status'],
    ['/budget', 'incident', 'incidents'],
    ['/budget', 'incidents', 'incidents'],
    ['/budget', 'incident add x', 'incident add'],
    ['/budget', 'inc a x', 'incident add'],
    ['/budget', 'ic x', 'ic'],
    ['/deploy', 'req', 'request'],
  ] as const)('%s %s is %s', (command, text, name) => {
    expect(findSubcommand(SUBCOMMANDS, command, wordsOf(text)).subcommand.name).toBe(name)
  })

  test.each([
    [
      '/budget',
      'incident foo',
      'There is no `/budget incident foo`. There are `add`, `show`, `edit`, `note`, `close`, `risk`; `/budget incidents &lt;service&gt;` lists those of a service.',
    ],
    ['/budget', 'incident ad2 x', 'There is no `/budget incident ad2`. Did you mean `/budget incident add`?'],
    ['/budget', 'actions dnoe 1', 'There is no `/budget actions dnoe`. Did you mean `/budget actions done`?'],
    ['/budget', 'freeze lsit', 'There is no `/budget freeze lsit`. Did you mean `/budget freeze list`?'],
    ['/budget', 'i', '`/budget i` could be `incidents` or `ic`.'],
    ['/budget', 'polcy', 'There is no `/budget polcy`. Did you mean `/budget policy`?'],
    ['/deploy', 'cancle r_1', 'There is no `/deploy cancle`. Did you mean `/deploy cancel`?'],
    ['/deploy', '&lt;b&gt;', 'There is no `/deploy &lt;b&gt;`. Try `/deploy help`.'],
  ] as const)('%s %s: %s', (command, text, message) => {
    expect(() => findSubcommand(SUBCOMMANDS, command, wordsOf(text))).toThrow(new Misunderstood(message))
  })

  test('no subcommand is registered twice, and each has its summary', () => {
    const names = SUBCOMMANDS.map(({ command, name }) => `${command} ${name}`)
    expect(new Set(names).size).toBe(names.length)
    expect(SUBCOMMANDS.every(({ summary }) => summary !== '')).toBe(true)
  })
})

const SERVICES = ['inference-gateway', 'model-api', 'model-registry']
test.each([
  ['inference-gateway', 'inference-gateway'],
  ['INFERENCE-GATEWAY', 'inference-gateway'],
  ['inf', 'inference-gateway'],
])('the service %s', (typed, expected) => {
  expect(resolveName(typed, SERVICES, 'service')).toBe(expected)
})

test.each([
  ['b', 'There is no service “b”. Known: `inference-gateway`, `model-api`, `model-registry`.'],
  ['model', '“model” could be `model-api` or `model-registry`.'],
  ['model-apu', 'There is no service “model-apu”. Did you mean `model-api`?'],
  [
    '<!here>',
    'There is no service “&lt;!here&gt;”. Known: `inference-gateway`, `model-api`, `model-registry`.',
  ],
])('the service %s is not understood', (typed, message) => {
  expect(() => resolveName(typed, SERVICES, 'service')).toThrow(new Misunderstood(message))
})

describe('when an incident was', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  test.each([
    ['Errors now', 'Errors', '10:00', null],
    ['Errors 45m ago', 'Errors', '09:15', null],
    ['Errors 45m ago 20m', 'Errors', '09:15', '09:35'],
    ['High error rate 10:30 15m', 'High error rate', '09:30', '09:45'],
    ['Errors 2026-11-21T10:30', 'Errors', '09:30', null],
    ['Errors 2026-11-21T08:30Z 1h', 'Errors', '08:30', '09:30'],
    ['10:30', '', '09:30', null],
    ['Errors 10:30am', 'Errors', '09:30', null],
    ['Errors at 10:30 for two hours', 'Errors', '09:30', '11:30'],
    ['Errors today 10:30 30 minutes', 'Errors', '09:30', '10:00'],
  ])('%s', (text, what, started, ended) => {
    const at = (time: string) => Date.parse(`2026-11-21T${time}:00Z`)
    expect(incidentWords(text.split(' '), now, 'Europe/Berlin')).toEqual({
      what,
      startedAt: at(started),
      endedAt: ended === null ? null : at(ended),
    })
  })

  test('a time of day that is still to come was yesterday', () => {
    const read = incidentWords(['Errors', '23:00'], now, 'Europe/Berlin')
    expect(read?.startedAt).toBe(Date.parse('2026-11-20T22:00:00Z'))
  })

  test.each(['Errors', 'Errors 25:00', 'Errors 2026-13-40T10:00', '20m', 'Errors 10:75am', ''])(
    '%s has no start',
    (text) => {
      expect(incidentWords(text.split(' '), now, 'Europe/Berlin')).toBeUndefined()
    },
  )
})

test('options of a request may stand anywhere', () => {
  expect(requestWords(wordsOf('billing env=staging v1.2 feature risk=high make it faster'))).toEqual({
    service: 'billing',
    revision: 'v1.2',
    change: 'feature',
    environment: 'staging',
    risk: 'high',
    summary: 'make it faster',
  })
})

test.each([
  ['incident checkout', 'incidents', ['checkout']],
  ['incidents add', 'incidents', ['add']],
  ['incident "add"', 'incidents', ['add']],
  ['actions "add"', 'actions', ['add']],
  ['actions do', 'actions', ['do']],
  ['actions don', 'actions done', []],
  ['freeze list', 'freeze list', []],
  ['freeze list because of the move', 'freeze', ['list', 'because', 'of', 'the', 'move']],
  ['freeze all because', 'freeze', ['all', 'because']],
  ['status help', 'status', ['help']],
])('beside services called add, list and do, “/budget %s” is %s of %j', (text, name, rest) => {
  const found = findSubcommand(SUBCOMMANDS, '/budget', wordsOf(text), [
    'add',
    'list',
    'do',
    'help',
    'checkout',
  ])
  expect([found.subcommand.name, found.rest.map((word) => word.text)]).toEqual([name, rest])
})

describe('where answers may go', () => {
  test.each([
    ['https://hooks.slack.com/commands/T1/2/3', true],
    ['https://slack.com/x', true],
    ['http://127.0.0.1:4000/response/1', true],
    ['http://hooks.slack.com/commands/T1/2/3', false],
    ['https://hooks.slack.com.evil.example/x', false],
    ['https://hooks.slack.com@evil.example/x', false],
    ['https://user:pass@hooks.slack.com/x', false],
    ['https://hooks.slack.com:8443/x', false],
    ['http://127.0.0.1:4001/response/1', false],
    ['https://127.0.0.1:4000/response/1', false],
    ['http://169.254.169.254/latest', false],
    ['no url', false],
  ])('%s: %s', (url, expected) => {
    expect(isResponseUrl(url, 'http://127.0.0.1:4000/api/')).toBe(expected)
  })
})

test.each([
  ['the token xoxb-1-abc', 'the token [redacted]'],
  ['xapp-1-A-2-ff and xoxe.xoxp-1-b', '[redacted] and [redacted]'],
  ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
  ['wss://host/link?ticket=1', '[redacted]'],
  ['post to https://hooks.slack.com/a/b', 'post to [redacted]'],
  ['nothing secret', 'nothing secret'],
])('of “%s” the log keeps “%s”', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected)
})

test('unescaping undoes what Slack escapes', () => {
  const text = 'a <b> & &amp; "c"'
  expect(unescaped(escaped(text))).toBe(text)
})

test.each([
  ['2026-12-24', '2026-12-24', '2026-12-24'],
  ['2026-12-24 2026-12-31', '2026-12-24', '2026-12-31'],
  ['24 dec to 2 jan 2027', '2026-12-24', '2027-01-02'],
  ['from tomorrow until friday', '2026-11-22', '2026-11-27'],
  ['until friday', '2026-11-21', '2026-11-27'],
  // The 21st is a Saturday: the next Friday lies before the Saturday after this one.
  ['saturday until friday', '2026-11-28', '2026-12-04'],
  ['saturday tuesday', '2026-11-28', '2026-12-01'],
  ['24 dec 31 dec', '2026-12-24', '2026-12-31'],
  ['next week', undefined, undefined],
  ['', undefined, undefined],
])('away “%s” is from %s to %s', (text, from, until) => {
  const typing = { now: Date.parse('2026-11-21T12:00Z'), timeZone: 'Europe/Berlin', tense: 'ahead' } as const
  expect(awayWords(text.split(' '), typing)).toEqual(from === undefined ? undefined : { from, until })
})
