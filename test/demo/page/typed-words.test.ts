import { expect, test } from 'vitest'

import { sentText, wordsOf } from '../../../demo/page/typed-words.ts'

const person = (id: string, name: string) => ({ id, name, title: '', colour: 'teal', isBot: false })
const people = [person('U1', 'Dana Reyes'), person('U2', 'Riva Stein'), person('U3', 'Riva Steinberg')]

test.each([
  ['@Riva Steinberg and @riva stein', '<@U3> and <@U2>'],
  ['@Dana Reyes, please', '<@U1>, please'],
  ['mail me@Dana Reyes', 'mail me@Dana Reyes'],
  ['@nobody <b> & #engineering', '@nobody <b> & #engineering'],
])('%j is sent as %j', (typed, sent) => {
  expect(sentText(typed, people)).toBe(sent)
})

test('the name of a person is one word', () => {
  expect(wordsOf('ic  @riva steinberg tomorrow', people)).toEqual(['ic', '@riva steinberg', 'tomorrow'])
  expect(wordsOf('@nobody here', [])).toEqual(['@nobody', 'here'])
})
