import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ChangeFeed } from '../../../../../src/core/kernel/change-feed.ts'
import type { PictureName } from '../../../../../src/core/kernel/picture-name.ts'
import { MINUTE_MS } from '../../../../../src/core/kernel/time/duration.ts'
import { call } from '../../call.ts'
import { NOW, REPORT } from '../../facts.ts'
import { answering, type Started, startFixture } from '../../fixture.ts'

let server: Started
let changes: ChangeFeed
/** What was drawn, and what words were asked for. */
let drawn: PictureName[]
let told: PictureName[]
beforeEach(async () => {
  drawn = []
  told = []
  changes = new ChangeFeed()
  const useCases = answering()
  server = await startFixture({
    changes,
    useCases: {
      ...useCases,
      status: () =>
        Promise.resolve({
          at: new Date(NOW).toISOString(),
          services: [{ ...REPORT, since: '2026-02-01T00:00:00Z' }],
        }),
      pictures: {
        ...useCases.pictures,
        named(name) {
          told.push(name)
          return Promise.resolve(null)
        },
        svg(name) {
          drawn.push(name)
          return Promise.resolve({ image: '<svg/>', title: 'A picture', altText: 'Words' })
        },
      },
    },
    pages: () => ({ url: null, isPublic: true, timeZone: 'America/New_York', proxy: null }),
  })
})
afterEach(() => server.close(200))

const get = (path: string) => call(server.url, 'GET', path)

describe.each(['/pictures/fleet.svg', '/pictures/burn-down/checkout-api.svg'])('the picture %s', (path) => {
  test('is drawn once for all who look between two changes, and kept by their browsers for a while', async () => {
    for (let look = 0; look < 3; look += 1) {
      const got = await get(`${path}?at=${NOW}`)
      expect([got.status, got.text]).toEqual([200, '<svg/>'])
      expect(got.headers.get('cache-control')).toBe('private, max-age=300')
    }
    expect(drawn).toHaveLength(1)
    changes.changed()
    await get(`${path}?at=${NOW}`)
    await get(`${path}?at=${NOW}&scheme=dark`)
    expect(drawn).toHaveLength(3)
  })

  test('is there of no time to come', async () => {
    for (const at of [NOW + MINUTE_MS + 1, 8.64e15, 9e15])
      expect((await get(`${path}?at=${at}`)).status).toBe(404)
    expect(drawn).toEqual([])
    expect((await get(`${path}?at=-1`)).status).toBe(422)
  })
})

test('the days of all services end with a day of their policy, wherever the times of pages are from', async () => {
  await get('/')
  expect(told).toMatchObject([{ kind: 'fleet', at: Date.parse('2026-03-02T00:00:00Z') }])
})
