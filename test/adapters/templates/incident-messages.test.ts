import { describe, expect, test } from 'vitest'
import type { IncidentMessage, IncidentStorm, IncidentUpdate } from '../../../src/core/incidents/messages.ts'
import { renderer } from './shipped.ts'

const AT = '2025-10-23T15:48:00.000Z'

const incident = (given: Partial<IncidentMessage> = {}): IncidentMessage => ({
  kind: 'incident',
  incidentId: 'i-7k2m9xqpv4',
  service: 'inference-gateway',
  serviceTitle: 'ML Inference Gateway',
  what: 'HighErrorRate',
  severity: null,
  summary: null,
  url: null,
  links: [],
  enteredBy: null,
  startedAt: '2025-10-23T15:30:00.000Z',
  endedAt: null,
  minutes: 18,
  failedRatio: null,
  costRatio: null,
  money: null,
  sloTitle: null,
  isCostFinal: false,
  closedBy: null,
  timeZone: 'UTC',
  at: AT,
  mergedInto: null,
  prompts: [],
  ...given,
})
const text = (content: IncidentMessage | IncidentUpdate | IncidentStorm) => renderer.text(content, null)

test('an incident that begins', () => {
  const content = incident({
    severity: 'critical',
    summary: 'Too many <b>requests</b> fail & more',
    url: 'http://prometheus:9090/graph?a=1&b=2',
  })
  expect(text(content)).toBe(`🔥 INCIDENT: HighErrorRate - ML Inference Gateway
Since: 15:30 UTC
Cost: being worked out
Severity: critical

Too many &lt;b&gt;requests&lt;/b&gt; fail &amp; more <http://prometheus:9090/graph?a=1&amp;b=2|Open the alert>

Incident i-7k2m9xqpv4`)
})

test.each<[string, Partial<IncidentMessage>, string]>([
  [
    'goes on',
    { failedRatio: 0.12, costRatio: 0.034, sloTitle: 'Availability' },
    'Failed: 12%\nCost: 3.4% budget so far (Availability)',
  ],
  [
    'is over',
    { endedAt: AT, failedRatio: 0.12, costRatio: 0.04, isCostFinal: true },
    'Until: 15:48 UTC\nLasted: 18min\nFailed: 12%\nCost: 4% budget\n',
  ],
  [
    'cost money',
    { costRatio: 0.034, money: 'EUR 960', sloTitle: 'Availability' },
    'Cost: 3.4% budget, EUR 960 so far (Availability)',
  ],
  ['is over, and its cost is unknown', { endedAt: AT, isCostFinal: true }, 'Cost: no data'],
  [
    'cost nothing',
    { endedAt: AT, failedRatio: 0, costRatio: 0, isCostFinal: true },
    'Failed: 0%\nCost: 0% budget',
  ],
  [
    'was entered and closed',
    { endedAt: AT, enteredBy: 'U0DANA001', closedBy: 'U0SRE0001' },
    'Entered by: <@U0DANA001>\nClosed by: <@U0SRE0001>',
  ],
  [
    'turned out to be a part of another',
    { mergedInto: 'i-abc' },
    'PART OF ANOTHER\nSince: 15:30 UTC\nCounted with: i-abc',
  ],
  [
    'has a link and no words',
    { url: 'https://p.example.com' },
    '\n\n<https://p.example.com|Open the alert>\n',
  ],
])('an incident that %s', (_sentence, given, part) => {
  expect(text(incident(given))).toContain(part)
})

describe('what happens to it, in its thread', () => {
  const update = (given: Partial<IncidentUpdate>): IncidentUpdate => ({
    kind: 'incident-update',
    event: 'over',
    incidentId: 'i-1',
    serviceTitle: 'Gateway',
    what: 'HighErrorRate',
    text: '',
    userId: null,
    minutes: 18,
    costRatio: 0.04,
    money: null,
    ...given,
  })
  test.each<[Partial<IncidentUpdate>, string]>([
    [{}, '✅ HighErrorRate - Gateway is over: 18min, cost 4% budget'],
    [{ money: 'EUR 960' }, '✅ HighErrorRate - Gateway is over: 18min, cost 4% budget, EUR 960'],
    [
      { costRatio: null },
      '✅ HighErrorRate - Gateway is over: 18min, and what it cost is not known: there is no data',
    ],
    [{ event: 'reopened' }, '🔥 HighErrorRate - Gateway fires again: the incident goes on'],
    [{ event: 'closed', userId: 'U0SRE0001' }, '✅ HighErrorRate - Gateway was closed by <@U0SRE0001>'],
    [
      { event: 'corrected', text: 'name, start', userId: 'U0SRE0001' },
      '✏️ HighErrorRate - Gateway was corrected by <@U0SRE0001>: name, start',
    ],
    [
      { event: 'note', text: 'Look at <this> & that', userId: 'U0SRE0001' },
      '📝 HighErrorRate - Gateway, noted by <@U0SRE0001>:\nLook at &lt;this&gt; &amp; that',
    ],
  ])('%o', (given, says) => {
    expect(text(update(given))).toBe(says)
  })
})

describe('many at once', () => {
  const storm = (count: number, open: number): IncidentStorm => ({
    kind: 'incident-storm',
    at: AT,
    timeZone: 'UTC',
    since: '2025-10-23T15:30:00.000Z',
    items: Array.from({ length: Math.min(15, count) }, (_, index) => ({
      incidentId: `i_${index + 1}`,
      serviceTitle: `Service ${index + 1}`,
      what: 'Down',
      startedAt: '2025-10-23T15:30:00.000Z',
      isOver: index >= open,
      costRatio: index === 1 ? 0.04 : null,
      money: index === 1 ? 'EUR 960' : null,
    })),
    count,
    open,
  })
  test.each([
    [storm(4, 4), '🌩️ 4 incidents at once, since 15:30 UTC\n'],
    [storm(4, 1), '🌩️ 4 incidents at once, since 15:30 UTC - 1 still open\n'],
    [storm(4, 0), '🌩️ 4 incidents at once, since 15:30 UTC - ALL OVER\n'],
    [
      storm(4, 1),
      '🔥 15:30 UTC - Down - Service 1 - `i_1`\n✅ 15:30 UTC - Down - Service 2 - Cost 4% budget, EUR 960 - `i_2`',
    ],
    [storm(40, 40), '… and 25 more: `/budget incidents` lists them'],
  ])('%#', (content, part) => {
    expect(text(content)).toContain(part)
  })
})
