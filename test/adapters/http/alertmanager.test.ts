import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anIncident } from '../../support/an-incident.ts'
import { FIRING, FOREIGN, GRAFANA, GROUP, ODD_GROUP, RESOLVED } from './alertmanager-payloads.ts'
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

  test('ten thousand alerts with long texts; what is beyond them is counted', async () => {
    const [alert] = FIRING.alerts
    const alerts = Array.from({ length: 10_001 }, (_, index) => ({
      ...alert,
      annotations: { description: 'x'.repeat(2_500) },
      fingerprint: `${index}`,
    }))
    expect(await post({ ...FIRING, alerts })).toMatchObject({
      status: 200,
      json: { received: 10_001, repeated: 10_000, leftOut: 1 },
    })
    expect(server.logged.join('\n')).toContain('alerts beyond 10000 in one call were left out')
  })

  test('Grafana’s, whose payload is version 1', async () => {
    expect(await post(GRAFANA)).toMatchObject({ status: 200, json: { received: 1, ignored: [], odd: [] } })
    expect(server.useCases.alerts).toMatchObject([
      {
        status: 'firing',
        labels: { alertname: 'HighErrorRate', service: 'checkout-api', grafana_folder: 'SLOs' },
        startsAt: Date.parse('2026-03-02T09:52:20Z'),
        fingerprint: 'c6eadffa33fcdf37',
      },
    ])
  })
})

describe('an odd alert costs nothing but its odd part', () => {
  test('all of an odd group are taken, and what was dropped is named', async () => {
    const { status, json } = await post(ODD_GROUP)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      received: 5,
      ignored: [],
      odd: [
        {
          index: 0,
          alert: 'LongDescription',
          pointer: '/annotations/description',
          detail: 'it was cut to 10000 characters',
        },
        {
          index: 1,
          alert: 'NullAnnotation',
          fingerprint: 'nullannotation',
          pointer: '/annotations/summary',
          detail: 'null is no text',
        },
        { index: 3, alert: 'NoStart', pointer: '/startsAt' },
      ],
    })
    expect(
      server.useCases.alerts.map(({ labels, annotations }) => [labels['alertname'], annotations]),
    ).toEqual([
      ['LongDescription', { summary: 's', description: 'x'.repeat(10_000) }],
      ['NullAnnotation', {}],
      ['NumericLabel', { summary: 'slow' }],
      ['NoStart', { summary: 'slow' }],
      ['Neighbour', { summary: 'slow' }],
    ])
    expect(server.useCases.alerts[2]?.labels).toEqual({
      alertname: 'NumericLabel',
      service: 'checkout-api',
      code: '500',
    })
    expect(server.useCases.alerts[3]?.startsAt).toBeNaN()
    const log = server.logged.join('\n')
    for (const part of ['NullAnnotation', '/annotations/summary', 'a part of an alert could not be read'])
      expect(log).toContain(part)
  })

  const [alert] = FIRING.alerts
  test.each<[string, object, object, readonly string[]]>([
    ['its group’s status', { status: undefined }, { status: 'firing' }, []],
    ['a beginning that is no time', { startsAt: 'now' }, { startsAt: Number.NaN }, ['/startsAt']],
    ['Go’s zero beginning', { startsAt: '0001-01-01T00:00:00Z' }, {}, ['/startsAt']],
    ['an end that no clock shows', { endsAt: '2016-12-31T23:59:60Z' }, { endsAt: Number.NaN }, ['/endsAt']],
    ['labels that are none', { labels: ['checkout-api'] }, { labels: {} }, ['/labels']],
    ['labels that are null', { labels: null }, { labels: {} }, []],
    [
      'a label within a label',
      { labels: { 'a/b': { c: 1 }, up: true } },
      { labels: { up: 'true' } },
      ['/labels/a~1b'],
    ],
    ['no annotations', { annotations: null }, { annotations: {} }, []],
    ['an address that is a number', { generatorURL: 7 }, { generatorUrl: '' }, ['/generatorURL']],
    ['no fingerprint', { fingerprint: '' }, { fingerprint: '508dc19533c5373c' }, ['/fingerprint']],
    [
      'a fingerprint on two lines',
      { fingerprint: 'a\nb' },
      { fingerprint: '508dc19533c5373c' },
      ['/fingerprint'],
    ],
  ])('%s', async (_sentence, given, read, pointers) => {
    const { json } = await post({ ...FIRING, alerts: [{ ...alert, ...given }, alert] })
    expect(json).toMatchObject({ received: 2, odd: pointers.map((pointer) => ({ index: 0, pointer })) })
    expect(server.useCases.alerts).toHaveLength(2)
    expect(server.useCases.alerts[0]).toMatchObject(read)
  })

  test.each<[string, unknown, string]>([
    ['a text', 'HighErrorRate', 'a string is no alert'],
    ['nothing', null, 'null is no alert'],
    ['a status of its own', { ...alert, status: 'pending' }, 'it is neither firing nor resolved'],
  ])('%s is ignored, and its neighbour keeps its place', async (_sentence, odd, detail) => {
    server.useCases.incidents.takeAlerts = () =>
      Promise.resolve({
        changes: [],
        repeated: 0,
        ignored: [{ index: 0, alert: 'A', fingerprint: 'f', reason: 'no_service', detail: 'none' }],
        freezes: [],
      })
    expect((await post({ ...FIRING, alerts: [odd, alert] })).json).toMatchObject({
      ignored: [
        { index: 1, reason: 'no_service' },
        { index: 0, reason: 'unreadable', detail },
      ],
    })
  })

  test('a label that reaches for an object’s prototype', async () => {
    const text = JSON.stringify({ ...FIRING, alerts: [{ ...alert, labels: { X: 'y', service: 's' } }] })
    expect(
      await post(text.replace('"X"', '"__proto__"'), {
        ...AS.alertmanager,
        'content-type': 'application/json',
      }),
    ).toMatchObject({ status: 200, json: { received: 1 } })
    expect(server.useCases.alerts[0]?.labels).toEqual({ service: 's' })
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
    odd: [],
    leftOut: 0,
    freezes: [{ service: 'checkout-api', what: 'not_allowed' }],
    truncated: 7,
  })
  const log = server.logged.join('\n')
  for (const part of ['an alert makes no incident', 'DiskFull', 'the policy does not allow', GROUP.receiver])
    expect(log).toContain(part)
})

describe('an invalid call is answered with what is wrong and where', () => {
  test.each<[string, unknown, number, string]>([
    ['no body', undefined, 400, 'The body is empty'],
    ['no JSON', '{"alerts": [', 400, ''],
    ['a list', [FIRING], 422, 'must be an object'],
    ['another version', { ...FIRING, version: '3' }, 422, '/version: must be one of 1, 4'],
    ['no version', { alerts: [] }, 422, '/version: is required'],
    ['no alerts', { version: '4' }, 422, '/alerts: is required'],
    ['far too much', { ...FIRING, receiver: 'x'.repeat(33 * 1_024 * 1_024) }, 413, 'larger than 32768 kB'],
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
