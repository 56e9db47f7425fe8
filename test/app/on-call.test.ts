import { describe, expect, test } from 'vitest'
import { onCall } from '../../src/app/on-call.ts'
import type { RotaSettings } from '../../src/config/settings/on-call-reader.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { refusalFor } from '../../src/core/people/authority.ts'
import type { RoleBook } from '../../src/core/people/role-book.ts'
import { FakeDirectory } from '../support/fake-directory.ts'
import { API_TOKEN, type OnCallEntry, onCallsServer } from '../support/oncalls-server.ts'
import { pagerServer } from '../support/pager-server.ts'
import { BOB, INES, PEOPLE, TOMAS } from '../support/people.ts'
import { TestClock } from '../support/test-clock.ts'

const ROLE = 'sre-on-call'
const BOOK: RoleBook = {
  roles: new Map([[ROLE, { title: 'SRE on call', groups: [], users: [], implies: [] }]]),
  owners: new Map(),
}
const WHO = new Map([
  ['ines@example.com', INES],
  ['tomas@example.com', TOMAS],
])

const SHIFTS: readonly OnCallEntry[] = [
  { email: 'ines@example.com', start: '2025-10-20T08:00:00Z', end: '2025-10-23T14:00:00Z' },
  { email: 'Tomas@example.com', start: '2025-10-23T14:00:00Z', end: '2025-10-30T08:00:00Z' },
]

/** Whoever may do what only the role may, and what others are told. */
function watching(
  rota: RotaSettings,
  secret: string,
  clock: TestClock,
  idByMail: (email: string) => Promise<string | null> = () => Promise.resolve(null),
) {
  const warnings: unknown[] = []
  const logger = { warn: (entry: unknown) => void warnings.push(entry) }
  const duty = onCall({
    rotas: [rota],
    secrets: { rotas: new Map([[ROLE, secret]]) },
    idByMail,
    clock,
    logger,
  })
  const people = { directory: new FakeDirectory(PEOPLE), roleBook: () => duty.filled(BOOK) }
  return {
    warnings,
    read: () => Promise.all(duty.chores.map((chore) => chore.run(AbortSignal.timeout(10_000)))),
    refusal: (userId: string) => refusalFor(people, 'any', userId, ROLE),
  }
}

const schedule = (url: string): RotaSettings => ({
  role: ROLE,
  source: { kind: 'pagerduty', url, schedule: 'PROTA', secretEnv: 'TOKEN' },
  people: WHO,
})

describe('a role that a PagerDuty schedule fills', () => {
  test('is that of whoever is on duty, at the moment of the change too', async () => {
    const clock = new TestClock()
    const { url } = await onCallsServer('PROTA', () => SHIFTS, 1)
    const { read, refusal } = watching(schedule(url), API_TOKEN, clock)
    await read()
    expect(await refusal(INES)).toBeNull()
    expect(await refusal(TOMAS)).toBe('Only the role SRE on call may do this.')
    clock.advance(2 * HOUR_MS)
    await read()
    expect(await refusal(INES)).toBe('Only the role SRE on call may do this.')
    expect(await refusal(TOMAS)).toBeNull()
  })

  test('changes hands without being read again', async () => {
    const clock = new TestClock('2025-10-23T13:50:00Z')
    const { url } = await onCallsServer('PROTA', () => SHIFTS)
    const { read, refusal } = watching(schedule(url), API_TOKEN, clock)
    await read()
    clock.advance(10 * MINUTE_MS)
    expect(await refusal(TOMAS)).toBeNull()
  })

  test('is nobody’s before it was read, and says so', async () => {
    const { refusal } = watching(schedule('http://127.0.0.1:9'), API_TOKEN, new TestClock())
    expect(await refusal(INES)).toBe(
      'Only the role SRE on call may do this. Just now who is on call could not be looked up.',
    )
  })

  test('holds for an hour when PagerDuty does not answer, and no longer', async () => {
    const clock = new TestClock()
    const { url, faults } = await onCallsServer('PROTA', () => SHIFTS)
    const { read, refusal, warnings } = watching(schedule(url), API_TOKEN, clock)
    await read()
    clock.advance(HOUR_MS)
    faults.push({ kind: 'status', status: 500 })
    await read()
    expect(warnings).toEqual([{ role: ROLE, error: 'PagerDuty answered 500' }])
    expect(await refusal(INES)).toBeNull()
    clock.advance(1)
    expect(await refusal(INES)).toContain('could not be looked up')
  })

  test('is nobody’s by a shift whose times cannot be read', async () => {
    const garbled = { user: { email: 'ines@example.com' }, start: 'last week', end: 'soon' }
    const body = JSON.stringify({ oncalls: [garbled], more: false })
    const { url } = await pagerServer(() => ({ status: 200, body }))
    const { read, refusal, warnings } = watching(schedule(url), API_TOKEN, new TestClock())
    await read()
    expect(await refusal(INES)).toContain('could not be looked up')
    expect(warnings).toEqual([
      { role: ROLE, error: 'PagerDuty answered with something else than who is on call' },
    ])
  })

  test('is nobody’s while somebody is on duty whom Slack does not know', async () => {
    const stranger = { email: 'eve@example.com', start: null, end: null }
    const { url } = await onCallsServer('PROTA', () => [stranger])
    const { read, refusal } = watching(schedule(url), API_TOKEN, new TestClock())
    await read()
    expect(await refusal(BOB)).toBe(
      'Only the role SRE on call may do this. Just now eve@example.com is on call and not known in Slack.',
    )
  })

  test('is that of whom Slack knows by the mail address, asked once', async () => {
    const { url } = await onCallsServer('PROTA', () => SHIFTS)
    const asked: string[] = []
    const { read, refusal } = watching(
      { ...schedule(url), people: new Map() },
      API_TOKEN,
      new TestClock(),
      (mail) => {
        asked.push(mail)
        return Promise.resolve(mail === 'ines@example.com' ? INES : null)
      },
    )
    await read()
    await read()
    expect(await refusal(INES)).toBeNull()
    expect(asked.filter((mail) => mail === 'ines@example.com')).toHaveLength(1)
  })

  test('is nobody’s where the scope to look people up is missing, which the log says', async () => {
    const { url } = await onCallsServer('PROTA', () => SHIFTS)
    const none = () => Promise.reject(new Error('Slack does not look up mail addresses: missing_scope'))
    const rota = { ...schedule(url), people: new Map() }
    const { read, refusal, warnings } = watching(rota, API_TOKEN, new TestClock(), none)
    await read()
    expect(await refusal(INES)).toContain('ines@example.com is on call and not known in Slack')
    expect(warnings).toEqual([{ role: ROLE, error: 'Slack does not look up mail addresses: missing_scope' }])
  })

  test('is not read with a token that PagerDuty does not take, which the log does not repeat', async () => {
    const { url } = await onCallsServer('PROTA', () => SHIFTS)
    const { read, warnings } = watching(schedule(url), 'another-token', new TestClock())
    await read()
    expect(warnings).toEqual([{ role: ROLE, error: 'PagerDuty answered 401' }])
  })
})

describe('a role that a feed fills', () => {
  const feed: RotaSettings = {
    role: ROLE,
    source: { kind: 'icalendar', timeZone: 'Europe/Berlin', secretEnv: 'FEED' },
    people: WHO,
  }
  const serving = (text: string) => pagerServer(() => ({ status: 200, body: text }))

  test('is that of whom the event of this hour names', async () => {
    const text = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTART;TZID=Europe/Berlin:20251006T090000',
      'DTEND;TZID=Europe/Berlin:20251013T090000',
      'RRULE:FREQ=WEEKLY;INTERVAL=2',
      'SUMMARY:tomas@example.com',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n')
    const { url } = await serving(text)
    const { read, refusal } = watching(
      feed,
      `${url}/a-secret/rota.ics`,
      new TestClock('2025-10-21T12:00:00Z'),
    )
    await read()
    expect(await refusal(TOMAS)).toBeNull()
    expect(await refusal(INES)).toBe('Only the role SRE on call may do this.')
  })

  test('is nobody’s where the feed is something else, such as a page to sign in', async () => {
    const { url } = await serving('<html>')
    const { read, refusal, warnings } = watching(feed, `${url}/a-secret`, new TestClock())
    await read()
    expect(await refusal(TOMAS)).toContain('could not be looked up')
    expect(warnings).toEqual([{ role: ROLE, error: 'the feed is no iCalendar' }])
  })
})
