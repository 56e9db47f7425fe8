import { describe, expect, test } from 'vitest'
import { spansOf, withFiring } from '../../../src/core/incidents/episodes.ts'

/** `2-9` fired from minute 2 to minute 9, `4-` fires since minute 4. */
const firing = (text: string) => {
  const [from = '', to = ''] = text.split('-')
  return { startedAt: Number(from), endedAt: to === '' ? null : Number(to) }
}
const text = ({ startedAt, endedAt }: { startedAt: number; endedAt: number | null }): string =>
  `${startedAt}-${endedAt ?? ''}`

describe('the episodes of an alert make one incident or more', () => {
  test.each([
    ['one that fires', ['0-'], ['0-']],
    ['one that fired', ['0-9'], ['0-9']],
    ['fired again after a break that is no break', ['0-9', '14-20'], ['0-20']],
    ['fired again after a longer break', ['0-9', '15-20'], ['0-9', '15-20']],
    ['fires again shortly after', ['0-9', '12-'], ['0-']],
    ['breaks that only together are long', ['0-4', '8-12', '16-20'], ['0-20']],
    ['an end that was lost, before it fired again much later', ['0-', '60-70'], ['0-70']],
    ['an end told under another beginning', ['5-', '0-20'], ['0-20']],
    ['an end told under a later beginning', ['0-', '5-20'], ['0-20']],
    ['two that overlap', ['0-10', '5-20'], ['0-20']],
    ['one within another', ['0-20', '5-10'], ['0-20']],
    ['one that fires within one that is over', ['0-20', '5-'], ['0-20']],
    ['nothing', [], []],
  ])('%s', (_sentence, said, comesTo) => {
    expect(spansOf(said.map(firing), 5).map(text)).toEqual(comesTo)
    expect(spansOf(said.map(firing).toReversed(), 5).map(text)).toEqual(comesTo)
  })
})

describe('one more message of an alert', () => {
  const MINUTE = 60_000
  const at = (said: string) => {
    const { startedAt, endedAt } = firing(said)
    return { startedAt: startedAt * MINUTE, endedAt: endedAt === null ? null : endedAt * MINUTE }
  }
  test.each([
    ['that is new', ['0-9'], '20-', 20, ['0-9', '20-']],
    ['that is repeated', ['0-'], '0-', 5, ['0-']],
    ['that it is over', ['0-'], '0-9', 10, ['0-9']],
    ['that it is over later than was said before', ['0-9'], '0-12', 13, ['0-12']],
    ['that it is over earlier than was said before', ['0-12'], '0-9', 13, ['0-12']],
    ['that it fires, overtaken by its end', ['0-9'], '0-', 10, ['0-9']],
    ['that it fires, a quarter of an hour after its end', ['0-9'], '0-', 24, ['0-9']],
    ['that it fires still, long after it was given up', ['0-9'], '0-', 25, ['0-']],
  ])('%s', (_sentence, known, said, now, comesTo) => {
    const all = withFiring(known.map(at), at(said), now * MINUTE)
    expect(all).toEqual(comesTo.map(at))
  })
})
