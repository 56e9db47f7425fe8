import { readFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shiftsInFeed } from '../../../src/adapters/icalendar/rota-feed.ts'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { readForeign } from '../../../src/config/importers/foreign-services.ts'
import { serviceYaml } from '../../../src/config/importers/service-yaml.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { readServices } from '../../../src/config/services/service-reader.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { expectClear } from './clear-answer.ts'
import { fuzz } from './fuzz.ts'
import { nearlyYaml } from './nasty-yaml.ts'
import { nearly } from './nasty-text.ts'

const AROUND = {
  defaultPolicy: 'error-budget-policy',
  policies: ['error-budget-policy'],
  sources: undefined,
  timeZone: 'UTC',
  pushedCountsMs: Infinity,
  burnTable: undefined,
}

test('a spec of another tool becomes services that our own check takes, or says at which line it does not', async () => {
  const folder = join(PROJECT_ROOT, 'test/fixtures/foreign')
  const texts = await Promise.all(
    globSync(join(folder, '*.yaml'))
      .sort()
      .map((file) => readFile(file, 'utf8')),
  )
  await fuzz('foreign specs', fc.oneof(...texts.map(nearlyYaml)), (text) => {
    const read = readForeign([{ path: 'specs/a.yaml', text }], {}, AROUND)
    for (const { file, message } of read.findings) {
      expect(file).toBe('specs/a.yaml')
      expectClear(message)
    }
    const isEmpty = text.split('\n').every((line) => /^\s*(#.*|---.*|%.*|\.\.\.)?$/.test(line))
    expect(isEmpty || read.findings.length + read.services.length > 0).toBe(true)
    for (const service of read.services) {
      const options = { owner: { groups: [], users: ['U00'] }, policy: undefined, schema: 'a.json' }
      const written = new YamlFile('slos/a.yaml', serviceYaml(service, options))
      expect(readServices(written, AROUND).problems.filter(({ severity }) => severity === 'error')).toEqual(
        [],
      )
    }
  })
})

const FEED = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Berlin:20251006T090000
DTEND;TZID=Europe/Berlin:20251013T090000
RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260101T000000Z;BYDAY=MO
EXDATE;TZID=Europe/Berlin:20251020T090000
ATTENDEE;CN=Ines;PARTSTAT=ACCEPTED:mailto:Ines@Example.com
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Europe/Berlin:20251103T090000
DTSTART;VALUE=DATE:20251104
DURATION:P7D
SUMMARY:Primary: tomas@example.com (SRE)
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n')

test('a rota’s calendar is read in time into shifts that touch the span, or not at all', async () => {
  const from = Date.parse('2025-10-01T00:00:00Z')
  const span = { from, until: from + 60 * DAY_MS }
  const cases = fc
    .tuple(fc.constantFrom('\r\n', '\n'), nearly(FEED))
    .map(([end, text]) => text.replaceAll('\r\n', end))
  await fuzz('calendars', cases, (text) => {
    let shifts
    try {
      // Shorter than for a feed of years, as some of these rules have no end.
      shifts = shiftsInFeed(text, span, 'UTC', 500)
    } catch {
      // The caller says that the feed is no iCalendar, and keeps the shifts of the last reading.
      return
    }
    for (const shift of shifts) {
      expect(shift.who).not.toBe('')
      expect(shift.from).toBeLessThan(span.until)
      expect(shift.until).toBeGreaterThan(span.from)
    }
  })
})
