import { describe, expect, test } from 'vitest'
import { pageLink, pageOf } from '../../../src/core/announcements/page-of.ts'
import { SAMPLES } from '../../../src/adapters/templates/samples/samples.ts'
import type { Announcement } from '../../../src/core/announcements/announcement.ts'
import { channel, person } from '../../../src/core/kernel/outbox/owed-message.ts'
import type { Page } from '../../../src/core/kernel/page-path.ts'

const sample = (kind: Announcement['kind']): Announcement => {
  const [first] = SAMPLES[kind] as readonly Announcement[]
  if (first === undefined) throw new Error(`no sample of ${kind}`)
  return first
}
const head = (subject = 'subject') => ({ act: 'post', subject, address: channel('announcements') }) as const

describe('a message leads to the page of what it tells of', () => {
  const rows: readonly (readonly [Announcement['kind'], string, Partial<Page> | null])[] = [
    ['approval-request', 'request/r-1', { kind: 'request' }],
    ['request-notice', 'request/r-1/granted', { kind: 'request' }],
    ['override-announcement', 'override/r-1', { kind: 'request' }],
    ['approval-call', 'request/r-1/reminder', { kind: 'request' }],
    ['incident', 'incident/i-1', { kind: 'incident' }],
    ['correctness-incident', 'declared/c-1', { kind: 'freeze' }],
    ['freeze-announcement', 'declared/f-1', { kind: 'freeze', id: 'f-1' }],
    ['freeze-announcement', 'window/year-end/17', { kind: 'freeze', id: 'year-end/17' }],
    ['burn-alert', 'burn-alert/b-1', { kind: 'service' }],
    ['planned-deployment', 'plan/p-1', { kind: 'calendar' }],
    ['transition-digest', 'digest/d-1', { kind: 'overview' }],
    ['review', 'review/v-1', { kind: 'overview' }],
  ]
  test.each(rows)('%s, told as %s', (kind, subject, page) => {
    expect(pageOf(head(subject), sample(kind))).toMatchObject(page ?? {})
  })

  test('a level that freezes to its freeze, another one to its service, and one in shadow, too', () => {
    const level = sample('level-announcement')
    if (level.kind !== 'level-announcement') throw new Error(level.kind)
    const frozen = { ...level, freeze: true, service: 'checkout' }
    expect(pageOf(head('freeze/t-1'), frozen)).toEqual({ kind: 'freeze', id: 't-1' })
    expect(pageOf(head('level/t-1'), { ...frozen, freeze: false })).toEqual({
      kind: 'service',
      name: 'checkout',
    })
    const inShadow = { ...head('freeze/t-1'), address: channel('shadow') }
    expect(pageOf(inShadow, frozen)).toEqual({ kind: 'service', name: 'checkout' })
  })

  test('what stands in the thread of another message does not: that one has the link', () => {
    const incident = sample('incident')
    expect(pageOf({ ...head(), act: 'reply' }, incident)).toBeNull()
    expect(pageOf({ ...head(), address: channel('incidents', 'storm/d-1') }, incident)).toBeNull()
    expect(pageOf({ ...head(), address: person('U0DANA') }, incident)).not.toBeNull()
  })

  test('every kind of message', () => {
    for (const kind of Object.keys(SAMPLES) as Announcement['kind'][])
      expect(pageOf(head(), sample(kind)), kind).not.toBeNull()
  })
})

test('without the address of the pages there is no link', () => {
  expect(pageLink({ kind: 'calendar' }, null)).toBeNull()
  expect(pageLink(null, 'https://bot.example')).toBeNull()
  expect(pageLink({ kind: 'request', id: 'r-1' }, 'https://bot.example/budgets')).toEqual({
    url: 'https://bot.example/budgets/requests/r-1',
    words: 'The request in the browser',
  })
})
