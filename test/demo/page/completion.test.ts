import { describe, expect, test } from 'vitest'

import { completionAt, withSuggestion, type CompletionFacts } from '../../../demo/page/completion.ts'

const person = (id: string, name: string, title: string) => ({
  id,
  name,
  title,
  colour: 'teal',
  isBot: false,
})
const word = (word: string, detail = '') => ({ word, detail })
const typed = (name: string, usage = '') => ({ name, usage, summary: `about ${name}` })
const facts: CompletionFacts = {
  commands: [
    {
      command: '/budget',
      hint: 'status [service]',
      description: 'Error budgets',
      subcommands: [
        typed('status', '[service|level|part of a name] [page]'),
        typed('history', '[service] [30d] [--burn]'),
        typed('actions', '[service] [page]'),
        typed('actions move', '[service] <n> <up|down>'),
        typed('ic', '<service> <@someone>'),
        typed('policy', '[change type]'),
        typed('incident show', '<id>'),
        typed('help'),
      ],
    },
    {
      command: '/deploy',
      hint: 'request',
      description: 'Deploys',
      subcommands: [
        typed('request', '[service revision change-type [summary]]'),
        typed('show', '<id>'),
        typed('away', '<@someone> <first day> [last day] | until <day>'),
      ],
    },
  ],
  people: [
    person('U1', 'Dana Reyes', 'Developer'),
    person('U2', 'Riva Stein', 'SRE'),
    person('U3', 'Riva Steinberg', 'VP Engineering'),
    { ...person('B1', 'Budgeteer', ''), isBot: true },
  ],
  channels: [{ id: 'C1', name: 'engineering', kind: 'channel', topic: '' }],
  words: {
    service: [word('api-gateway', 'API Gateway'), word('feature-store', 'Feature Store')],
    level: [word('HEALTHY'), word('WARNING')],
    'part of a name': [],
    'change type': [word('feature', 'Feature release')],
    'change-type': [word('feature', 'Feature release')],
    '30d': [word('7d'), word('30d')],
    'first day': [word('tomorrow')],
    '/deploy id': [word('r-1', 'feature of api-gateway')],
    '/budget id': [word('i-1', 'Outage')],
  },
}

describe('while somebody types', () => {
  test.each([
    ['/', ['/budget ', '/deploy ']],
    ['/bu', ['/budget ']],
    [
      '/budget ',
      ['status ', 'history ', 'actions ', 'actions move ', 'ic ', 'policy ', 'incident show ', 'help '],
    ],
    ['/budget st', ['status ']],
    ['/budget ST', ['status ']],
    ['/budget status', null],
    ['/budget status ', ['api-gateway ', 'feature-store ', 'HEALTHY ', 'WARNING ']],
    ['/budget status api', ['api-gateway ']],
    ['/budget status warn', ['WARNING ']],
    ['/budget status store', ['feature-store ']],
    ['/budget status api-gateway ', null],
    ['/budget history api-gateway ', ['7d ', '30d ', '--burn ']],
    ['/budget history 7d ', ['--burn ']],
    ['/budget actions', ['actions move ']],
    ['/budget actions ', ['move ', 'api-gateway ', 'feature-store ']],
    ['/budget actions m', ['move ']],
    ['/budget actions move 2 ', ['up ', 'down ']],
    ['/budget actions move api-gateway 2 d', ['down ']],
    ['/budget ic api-gateway ', ['@Dana Reyes ', '@Riva Stein ', '@Riva Steinberg ']],
    ['/budget ic api-gateway da', ['@Dana Reyes ']],
    ['/budget ic @da', ['@Dana Reyes ']],
    ['/budget policy ', ['feature ']],
    ['/budget inc', ['incident show ']],
    ['/budget incident ', ['show ']],
    ['/budget incident show ', ['i-1 ']],
    ['/deploy show ', ['r-1 ']],
    ['/deploy request api-gateway v1.2.3 ', ['feature ']],
    ['/deploy request api-gateway ', null],
    ['/deploy away @Dana Reyes ', ['tomorrow ']],
    ['/unknown ', null],
    ['ask @ri', ['@Riva Stein ', '@Riva Steinberg ']],
    ['ask @vp', ['@Riva Steinberg ']],
    ['see #eng', ['#engineering ']],
    ['mail a@b', null],
    ['plain words', null],
  ])('%j offers %j', (text, offered) => {
    const found = completionAt(text, text.length, facts)
    expect(found?.suggestions.map(({ insert }) => insert) ?? null).toEqual(offered)
  })

  test.each([
    ['/budget', true],
    ['/budget actions', true],
    ['/budget act', false],
    ['/budget ic api-gateway da', false],
    ['ask @riva stein', true],
  ])('%j is whole as it stands, so that Enter sends it: %s', (text, isWhole) => {
    expect(completionAt(text, text.length, facts)?.isWhole).toBe(isWhole)
  })

  test('a suggestion replaces what was typed of it and leaves the rest', () => {
    const text = 'ask @da about it'
    const completion = completionAt(text, 'ask @da'.length, facts)
    const suggestion = completion?.suggestions[0]
    expect(completion && suggestion && withSuggestion(text, completion, suggestion)).toEqual({
      text: 'ask @Dana Reyes about it',
      caret: 'ask @Dana Reyes '.length,
    })
  })
})
