import { describe, expect, test } from 'vitest'
import { type ReceivedAlert, understoodAlert } from '../../../src/core/incidents/alert.ts'
import { MERGE_GAP_MS } from '../../../src/core/incidents/episodes.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { anAlert } from '../../support/alerts.ts'
import { GATEWAY, service } from '../../support/platform.ts'

const NOW = Date.parse('2025-10-23T12:00:00Z')
const MAPPING = {
  serviceLabels: ['service', 'sloth_service'],
  sloLabels: ['slo', 'sloth_slo'],
  mergeGapMs: MERGE_GAP_MS,
}
const CATALOG = { services: new Map([[GATEWAY, service(GATEWAY)]]), policies: new Map() }

const read = (given: Partial<ReceivedAlert> = {}) => understoodAlert(anAlert(given), MAPPING, CATALOG, NOW)
const labelled = (labels: Readonly<Record<string, string>>) => read({ labels })
const understood = (given: Partial<ReceivedAlert>) => {
  const found = read(given)
  if (found.kind === 'ignored') throw new Error(found.ignored.detail)
  return found
}

describe('the labels name the service and the SLO', () => {
  test.each([
    ['service', { service: GATEWAY }, null],
    ['service and SLO', { service: GATEWAY, slo: 'availability' }, 'availability'],
    ['Sloth’s', { sloth_service: GATEWAY, sloth_slo: 'availability' }, 'availability'],
    ['a job’s service beside Sloth’s', { service: 'envoy', sloth_service: GATEWAY }, null],
    ['an SLO that the service has not', { service: GATEWAY, slo: 'beauty' }, null],
  ])('%s', (_sentence, labels, aboutSlo) => {
    expect(labelled({ alertname: 'A', ...labels })).toMatchObject({
      kind: 'understood',
      alert: { service: { name: GATEWAY }, aboutSlo, source: 'alertmanager' },
    })
  })

  test.each([
    ['none', { alertname: 'Watchdog' }, 'no_service', 'none of the labels service, sloth_service is set'],
    [
      'one that is not configured',
      { alertname: 'A', service: 'nope' },
      'unknown_service',
      'no service "nope"',
    ],
    ['a misspelled one', { alertname: 'A', service: 'inference-gatewey' }, 'unknown_service', GATEWAY],
  ])('%s is ignored with the reason', (_sentence, labels, reason, detail) => {
    const found = labelled(labels)
    expect(found).toMatchObject({ kind: 'ignored', ignored: { alert: labels.alertname, reason } })
    expect(found.kind === 'ignored' && found.ignored.detail).toContain(detail)
  })
})

describe('the times', () => {
  const minutes = (count: number): number => NOW + count * MINUTE_MS
  test.each<[string, Partial<ReceivedAlert>, number, number | null]>([
    ['of one that fires', { startsAt: minutes(-9) }, -9, null],
    ['of one that fired', { startsAt: minutes(-9), endsAt: minutes(-2) }, -9, -2],
    ['of one that is over without an end', { status: 'resolved', startsAt: minutes(-9) }, -9, 0],
    ['of one that ends in the future', { startsAt: minutes(-9), endsAt: minutes(4) }, -9, 0],
    ['of one that ended before it began', { startsAt: minutes(-2), endsAt: minutes(-9) }, -2, -2],
    ['of a clock that is ahead', { startsAt: minutes(4) }, 4, null],
  ])('%s', (_sentence, given, from, to) => {
    expect(understood(given).firing).toEqual({
      startedAt: minutes(from),
      endedAt: to === null ? null : minutes(to),
    })
  })

  test.each([
    ['in the year 1', Date.parse('0001-01-01T00:00:00Z')],
    ['never', Number.NaN],
  ])('of an alert that began %s are left open', (_sentence, startsAt) => {
    expect(understood({ startsAt }).firing).toEqual({ startedAt: null, endedAt: null })
    expect(understood({ startsAt, endsAt: minutes(-2) }).firing).toEqual({
      startedAt: null,
      endedAt: minutes(-2),
    })
  })

  test.each([
    ['in 1970', 1_000],
    ['tomorrow', NOW + 24 * HOUR_MS],
  ])('of an alert that began %s make no incident', (_sentence, startsAt) => {
    expect(read({ startsAt })).toMatchObject({ kind: 'ignored', ignored: { reason: 'no_time' } })
  })
})

describe('texts and addresses come out as they can be shown', () => {
  test.each<[string, Partial<ReceivedAlert>, object]>([
    [
      'a name of 100 characters',
      { labels: { alertname: 'x'.repeat(100), service: GATEWAY } },
      { what: `${'x'.repeat(79)}…` },
    ],
    ['no name', { labels: { service: GATEWAY } }, { what: 'Alert' }],
    [
      'lines and control characters',
      { annotations: { summary: ' two\n\u0000lines\t ' } },
      { summary: 'two lines' },
    ],
    ['half a character', { annotations: { summary: 'a\ud800b' } }, { summary: 'a\ufffdb' }],
    ['a novel', { annotations: { summary: '🔥'.repeat(600) } }, { summary: `${'🔥'.repeat(499)}…` }],
    ['no summary but a description', { annotations: { description: 'Why' } }, { summary: 'Why' }],
    ['neither', { annotations: {} }, { summary: null }],
    ['no address', { generatorUrl: '' }, { url: null }],
    ['an address that is a script', { generatorUrl: 'javascript:alert(1)' }, { url: null }],
    [
      'an address that would break a link',
      { generatorUrl: 'http://p:9090/graph?q=a|b>c<d' },
      { url: 'http://p:9090/graph?q=a%7Cb%3Ec%3Cd' },
    ],
    ['an endless address', { generatorUrl: `http://p:9090/${'x'.repeat(3_000)}` }, { url: null }],
  ])('%s', (_sentence, given, alert) => {
    expect(understood(given).alert).toMatchObject(alert)
  })
})
