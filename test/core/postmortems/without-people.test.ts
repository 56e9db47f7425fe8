import { expect, test } from 'vitest'
import { withoutPeople } from '../../../src/core/postmortems/without-people.ts'

const clean = withoutPeople(
  ['U0DANA', 'Dana Ito', 'tomas, SRE', 'Zoë', 'mark (gateway)'],
  ['SRE', 'ML Inference Gateway'],
)

test.each([
  { what: 'a user id on record', text: 'U0DANA broke it', then: '[somebody] broke it' },
  { what: 'any user id', text: 'see U024BE7LH and W012A3CDE', then: 'see [somebody] and [somebody]' },
  { what: 'a mention', text: 'ask <@U9|dana> or <!here>', then: 'ask [somebody] or [somebody]' },
  { what: 'a handle', text: 'ping @x.y-z now', then: 'ping [somebody] now' },
  { what: 'a mail address', text: 'x.y+z@example.com knows', then: '[somebody] knows' },
  {
    what: 'a linked mail address',
    text: 'to <mailto:a@b.example|Ann>',
    then: 'to [somebody]',
  },
  { what: 'a whole name', text: 'the deploy of DANA ITO', then: 'the deploy of [somebody]' },
  {
    what: 'a part of a name',
    text: "Dana's deploy, ito's review",
    then: "[somebody]'s deploy, [somebody]'s review",
  },
  { what: 'a name in a revision', text: 'dana/fix-7', then: '[somebody]/fix-7' },
  { what: 'a name written otherwise', text: 'Zoe\u0308 saw it', then: '[somebody] saw it' },
  { what: 'an address cut in the middle', text: 'page <@U02', then: 'page <[somebody]' },
  { what: 'no role beside a name', text: 'SRE were paged by tomas', then: 'SRE were paged by [somebody]' },
  { what: 'no word of the service', text: 'the gateway fails', then: 'the gateway fails' },
  {
    what: 'no word that holds a name',
    text: 'a benchmark and a database',
    then: 'a benchmark and a database',
  },
  { what: 'no word in capitals', text: 'UNAVAILABLE: WARNING 503', then: 'UNAVAILABLE: WARNING 503' },
  { what: 'lines, which become one', text: 'one\n\u202Etwo', then: 'one two' },
])('$what: $text', ({ text, then }) => {
  expect(clean(text)).toBe(then)
})

test('nobody on record leaves a text as it is', () => {
  expect(withoutPeople([])('HighErrorRate on api')).toBe('HighErrorRate on api')
})
