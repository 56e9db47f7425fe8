import { describe, expect, test } from 'vitest'
import { commandText, spelled, spelledDecision } from '../../../src/adapters/spelling/command-text.ts'
import { type Command, recorded, say } from '../../../src/core/kernel/prompt.ts'

test.each<[Command, string]>([
  [{ kind: 'request-deployment' }, '/deploy request'],
  [
    { kind: 'request-deployment', for: { service: 'api', revision: 'v1', change: 'feature' } },
    '/deploy request api v1 feature',
  ],
  [{ kind: 'take-way', way: 'silver-bullet' }, '/deploy silver-bullet'],
  [{ kind: 'cancel-request' }, '/deploy cancel'],
  [{ kind: 'list-incidents' }, '/budget incidents'],
  [{ kind: 'tick-item', request: 'r_1', item: 'backup' }, '/deploy tick r_1 backup <text>'],
  [
    { kind: 'plan-deployment', service: 'api', change: 'feature', revision: null, risk: 'high' },
    '/deploy plan api <revision> feature high <day> <time>',
  ],
  [{ kind: 'lift-freeze', service: '*' }, '/budget lift all'],
  [{ kind: 'lift-freeze', service: 'api' }, '/budget lift api'],
  [{ kind: 'set-commander', service: 'api' }, '/budget ic api @someone'],
  [{ kind: 'set-war-room', service: 'api' }, '/budget war-room api https://…'],
])('%j is typed as %s', (command, text) => {
  expect(commandText(command)).toBe(text)
})

describe('a sentence', () => {
  const again = say`Ask again with ${{ kind: 'request-deployment' }}.`
  test('that names no command is a text', () => {
    expect(say`${'One'} and ${say`${'two'}.`}`).toBe('One and two.')
  })

  test('may stand in another', () => {
    const both = say`It is over. ${again} ${again}`
    expect(spelled(both)).toBe('It is over. Ask again with /deploy request. Ask again with /deploy request.')
    expect(recorded(both)).toBe(
      'It is over. Ask again with request deployment. Ask again with request deployment.',
    )
  })

  test('of a decision reaches scripts as a text', () => {
    expect(spelledDecision({ explanation: again, advice: [again, 'Wait.'] })).toEqual({
      explanation: 'Ask again with /deploy request.',
      advice: ['Ask again with /deploy request.', 'Wait.'],
    })
    expect(spelledDecision({ explanation: 'No.' })).toEqual({ explanation: 'No.' })
  })
})
