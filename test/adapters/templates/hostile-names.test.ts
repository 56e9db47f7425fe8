import { expect, test } from 'vitest'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { plainText } from '../../../src/adapters/templates/mrkdwn.ts'
import { SAMPLES } from '../../../src/adapters/templates/samples/samples.ts'
import type { Announcement } from '../../../src/core/announcements/announcement.ts'
import { alive, HOSTILE, mrkdwnIn } from '../../support/hostile-name.ts'
import { renderer } from './shipped.ts'

/** Facts that are no words of people: kinds, states and codes, of which templates make cases. */
const CODES = /^(kind|template|event|state|what|way|severity|decision|trigger|role|emoji|act|timeZone|.*Id)$/
const DATE = /^\d{4}-\d\d-\d\dT/
const ID = /^[UWS][A-Z0-9]{8,}$/

/** The places of a content where a text of people may stand; those of a list's items are one. */
function places(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => places(item, `${path}[]`)))]
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, part]) => places(part, path === '' ? key : `${path}.${key}`))
  return typeof value === 'string' && !DATE.test(value) && !ID.test(value) ? [path] : []
}

/** The content with the hostile name at a place. */
function withName(value: unknown, place: string, path = ''): unknown {
  if (path === place) return HOSTILE
  if (Array.isArray(value)) return value.map((item) => withName(item, place, `${path}[]`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      withName(part, place, path === '' ? key : `${path}.${key}`),
    ]),
  )
}

const isCode = (place: string): boolean =>
  CODES.test(place.split('.').at(-1) ?? '') &&
  !['what', 'topActions[].what', 'recentIncidents[].what'].includes(place)

const samples = Object.values(SAMPLES).flat()
const cases = samples.map((sample, index): [string, Announcement] => [`${sample.kind} ${index}`, sample])

test.each(cases)('%s keeps a hostile name harmless wherever it stands', (_name, sample) => {
  const tried = places(sample).filter((place) => !isCode(place))
  expect(tried.length).toBeGreaterThan(0)
  for (const place of tried) {
    const content = withName(sample, place) as Announcement
    const text = renderer.text(content)
    // What somebody documented has its lines.
    const isOfLines = place.endsWith('documents[].text')
    expect([place, ...alive(text).filter((one) => !isOfLines || one !== 'line')]).toEqual([place])
    const shown = mrkdwnIn(messageBlocks(content, text))
    expect([place, ...shown.flatMap(alive).filter((one) => !isOfLines || one !== 'line')]).toEqual([place])
    expect(plainText(text)).not.toMatch(/[\u200B\u202A-\u202E]/u)
  }
})

test('what marks a word within does nothing, and stays; addresses stay as they are', () => {
  const what = 'feature_x of snake_case_name, 2*3*4, see https://example.com/_a_/*b*?c=~d~ at 12:30:45'
  const sample = SAMPLES['incident-update'].find(({ event }) => event === 'over')
  if (sample === undefined) throw new Error('there is no sample')
  expect(renderer.text({ ...sample, what: what.slice(0, 78) })).toContain(
    'feature_x of snake_case_name, 2*3*4, see https://example.com/_a_/*b*?c=~d~',
  )
})
