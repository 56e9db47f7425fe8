import { describe, expect, test } from 'vitest'

import {
  completionAt,
  hintWords,
  sentText,
  withSuggestion,
  type CompletionFacts,
} from '../../../demo/page/completion.ts'

const person = (id: string, name: string, title: string) => ({
  id,
  name,
  title,
  colour: 'teal',
  isBot: false,
})
const facts: CompletionFacts = {
  commands: [
    { command: '/budget', hint: 'status [service] | policy [change] | help', description: 'Error budgets' },
    { command: '/deploy', hint: 'request | list', description: 'Deploys' },
  ],
  people: [
    person('U1', 'Dana Reyes', 'Developer'),
    person('U2', 'Riva Stein', 'SRE'),
    person('U3', 'Riva Steinberg', 'VP Engineering'),
  ],
  channels: [{ id: 'C1', name: 'engineering', kind: 'channel', topic: '' }],
  services: [{ name: 'api-gateway', title: 'API Gateway' }],
}

describe('while somebody types', () => {
  test.each([
    ['/', ['/budget ', '/deploy ']],
    ['/bu', ['/budget ']],
    ['/budget ', ['status ', 'policy ', 'help ']],
    ['/budget st', ['status ']],
    ['/budget status', null],
    ['/budget status a', ['api-gateway ']],
    ['/budget status ', null],
    ['/unknown ', null],
    ['ask @ri', ['@Riva Stein ', '@Riva Steinberg ']],
    ['ask @vp', ['@Riva Steinberg ']],
    ['/budget ic @da', ['@Dana Reyes ']],
    ['see #eng', ['#engineering ']],
    ['mail a@b', null],
    ['plain words', null],
  ])('%j offers %j', (text, offered) => {
    const found = completionAt(text, text.length, facts)
    expect(found?.suggestions.map(({ insert }) => insert) ?? null).toEqual(offered)
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

test.each([
  ['@Riva Steinberg and @riva stein', '<@U3> and <@U2>'],
  ['@Dana Reyes, please', '<@U1>, please'],
  ['mail me@Dana Reyes', 'mail me@Dana Reyes'],
  ['@nobody <b> & #engineering', '@nobody <b> & #engineering'],
])('%j is sent as %j', (typed, sent) => {
  expect(sentText(typed, facts.people)).toBe(sent)
})

test.each([
  ['status [service] | policy | help', ['status', 'policy', 'help']],
  ['[status|help]', ['status', 'help']],
  ['status · actions · report [month]', ['status', 'actions', 'report']],
  ['<service> <revision>', []],
  ['status [service]', ['status']],
  ['', []],
])('the hint %j names %j', (hint, words) => {
  expect(hintWords(hint)).toEqual(words)
})
