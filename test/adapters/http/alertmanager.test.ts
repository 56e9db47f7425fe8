import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anIncident } from '../../support/an-incident.ts'
import { FIRING, FOREIGN, GROUP, RESOLVED } from './alertmanager-payloads.ts'
import { AS, call } from './call.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture()
})
afterEach(() => server.close())

const post = (body: unknown, headers: Readonly<Record<string, string>> = AS.alertmanager) =>
  call(server.url, 'POST', '/v1/alertmanager', { body, headers })

describe('what Alertmanager sends is understood', () => {
  test('an alert that fires', async () => {
    expect(await post(FIRING)).toMatchObject({
      status: 200,
      json: { received: 1, opened: [], ended: [], repeated: 1, ignored: [], truncated: 0 },
    })
    expect(server.useCases.alerts).toEqual([
      {
        status: 'firing',
        labels: FIRING.alerts[0]?.labels,
        annotations: FIRING.alerts[0]?.annotations,
        startsAt: Date.parse('2026-03-02T09:52:26.739Z'),
        endsAt: Date.parse('0001-01-01T00:00:00Z'),
        generatorUrl: FIRING.alerts[0]?.generatorURL,
        fingerprint: 'b8ac95d1d1c8f7a4',
      },
    ])
  })

  test('one that is resolved', async () => {
    expect((await post(RESOLVED)).status).toBe(200)
    expect(server.useCases.alerts).toMatchObject([
      { status: 'resolved', endsAt: Date.parse('2026-03-02T09:58:11.739Z') },
    ])
  })

  test('a group, cut short', async () => {
    expect(await post(GROUP)).toMatchObject({ status: 200, json: { received: 3, truncated: 7 } })
    expect(server.useCases.alerts.map(({ status }) => status)).toEqual(['resolved', 'firing', 'firing'])
    expect(server.logged.join('\n')).toContain('raise max_alerts')
  })

  test('with more and with less than Alertmanager writes today', async () => {
    expect((await post(FOREIGN)).status).toBe(200)
    expect(server.useCases.alerts).toMatchObject([{ annotations: {}, generatorUrl: '', endsAt: Number.NaN }])
  })

  test('a group without alerts', async () => {
    expect(await post({ ...FIRING, alerts: [] })).toMatchObject({ status: 200, json: { received: 0 } })
  })

  test('a thousand alerts with long texts', async () => {
    const [alert] = FIRING.alerts
    const alerts = Array.from({ length: 1_000 }, (_, index) => ({
      ...alert,
      annotations: { description: 'x'.repeat(3_000) },
      fingerprint: `${index}`,
    }))
    expect(await post({ ...FIRING, alerts })).toMatchObject({ status: 200, json: { received: 1_000 } })
  })
})

test('what became of each is answered and logged', async () => {
  const incident = anIncident({
    service: 'checkout-api',
    detection: {
      source: 'alertmanager',
      fingerprint: 'b8ac95d1d1c8f7a4',
      severity: null,
      summary: null,
      url: null,
      aboutSlo: null,
      asksFreeze: true,
      toldIn: null,
    },
  })
  const ignored = {
    index: 1,
    alert: 'DiskFull',
    fingerprint: '2',
    reason: 'unknown_service',
    detail: 'there is no service "checkout"; did you mean checkout-api?',
  } as const
  server.useCases.incidents.takeAlerts = () =>
    Promise.resolve({
      changes: [
        { change: 'opened', incident },
        { change: 'ended', incident: { ...incident, id: 'i_2' } },
        { change: 'moved', incident },
      ],
      repeated: 0,
      ignored: [ignored],
      freezes: [{ service: 'checkout-api', what: 'not_allowed' }],
    })
  const named = { service: 'checkout-api', what: 'HighErrorRate', fingerprint: 'b8ac95d1d1c8f7a4' }
  expect((await post(GROUP)).json).toEqual({
    received: 3,
    opened: [{ incident: 'i_1', ...named }],
    reopened: [],
    ended: [{ incident: 'i_2', ...named }],
    repeated: 0,
    ignored: [ignored],
    freezes: [{ service: 'checkout-api', what: 'not_allowed' }],
    truncated: 7,
  })
  const log = server.logged.join('\n')
  for (const part of ['an alert makes no incident', 'DiskFull', 'the policy does not allow', GROUP.receiver])
    expect(log).toContain(part)
})

describe('an invalid call is answered with what is wrong and where', () => {
  const [alert] = FIRING.alerts
  const withAlert = (given: object) => ({ ...FIRING, alerts: [alert, { ...alert, ...given }] })
  test.each<[string, unknown, number, string]>([
    ['no body', undefined, 400, 'The body is empty'],
    ['no JSON', '{"alerts": [', 400, ''],
    ['a list', [FIRING], 422, 'must be an object'],
    ['another version', { ...FIRING, version: '3' }, 422, '/version: must be one of 4'],
    ['no version', { alerts: [] }, 422, '/version: is required'],
    ['no alerts', { version: '4' }, 422, '/alerts: is required'],
    ['alerts that are none', { ...FIRING, alerts: ['HighErrorRate'] }, 422, '/alerts/0: must be an object'],
    [
      'a status of its own',
      withAlert({ status: 'pending' }),
      422,
      '/alerts/1/status: must be one of firing, resolved',
    ],
    ['no beginning', withAlert({ startsAt: undefined }), 422, '/alerts/1/startsAt: is required'],
    [
      'a beginning that is no time',
      withAlert({ startsAt: 'now' }),
      422,
      '/alerts/1/startsAt: must be a time with a zone',
    ],
    [
      'an end that no clock shows',
      withAlert({ endsAt: '2016-12-31T23:59:60Z' }),
      422,
      '/alerts/1/endsAt: must be a time',
    ],
    ['no fingerprint', withAlert({ fingerprint: '' }), 422, '/alerts/1/fingerprint: must not be empty'],
    [
      'labels that are no texts',
      withAlert({ labels: { alertname: 1 } }),
      422,
      '/alerts/1/labels/alertname: must be text',
    ],
    [
      'too many',
      { ...FIRING, alerts: Array.from({ length: 5_001 }, () => alert) },
      422,
      '/alerts: must not hold more than 5000',
    ],
    ['far too much', { ...FIRING, receiver: 'x'.repeat(5_000_000) }, 413, 'larger than 4096 kB'],
  ])('%s', async (_sentence, body, status, says) => {
    const got = await post(body)
    expect(got.status).toBe(status)
    expect(got.type).toContain('application/problem+json')
    expect(got.text).toContain(says)
    expect(server.useCases.alerts).toEqual([])
  })

  test.each([
    ['no token', {}, 401],
    ['a token without the scope', AS.exporter, 403],
  ])('%s', async (_sentence, headers, status) => {
    expect((await post(FIRING, headers)).status).toBe(status)
    expect(server.useCases.alerts).toEqual([])
  })
})

describe('GET /v1/incidents', () => {
  const get = (query = '') => call(server.url, 'GET', `/v1/incidents${query}`, { headers: AS.reader })

  test('lists incidents with what they cost and what people noted', async () => {
    const asked: unknown[] = []
    const incident = anIncident({
      service: 'checkout-api',
      costRatio: 0.04,
      failedRatio: 0.12,
      slo: 'availability',
    })
    server.useCases.incidents.withNotes = (service, since) => {
      asked.push([service, since])
      return Promise.resolve([
        {
          incident,
          notes: [{ id: 'n_1', incident: 'i_1', at: incident.startedAt, author: 'U1', text: 'Hm' }],
        },
      ])
    }
    expect((await get('?service=checkout-api&since=2026-03-01T00:00:00Z')).json).toEqual({
      at: '2026-03-02T10:00:00.000Z',
      since: '2026-03-01T00:00:00.000Z',
      incidents: [
        {
          incident: 'i_1',
          service: 'checkout-api',
          what: 'HighErrorRate',
          startedAt: '2025-10-23T11:00:00.000Z',
          endedAt: null,
          failedRatio: 0.12,
          costRatio: 0.04,
          slo: 'availability',
          isCostFinal: false,
          enteredBy: 'U0DANA',
          severity: null,
          summary: null,
          url: null,
          notes: [{ at: '2025-10-23T11:00:00.000Z', author: 'U1', text: 'Hm' }],
        },
      ],
    })
    await get()
    expect(asked).toEqual([
      ['checkout-api', Date.parse('2026-03-01T00:00:00Z')],
      [undefined, Date.parse('2026-01-31T10:00:00Z')],
    ])
  })

  test.each([
    ['?service=checkout-ap', 'did you mean checkout-api'],
    ['?since=yesterday', '/since: must be a time with a zone'],
    ['?service=', '/service: must not be empty'],
    ['?service=a&service=b', '/service: must be text'],
  ])('%s is answered by what is wrong', async (query, says) => {
    const got = await get(query)
    expect(got.status).toBe(422)
    expect(got.text).toContain(says)
  })
})
