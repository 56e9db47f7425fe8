import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FreezeWindow } from '../../../src/core/policy/freeze-window.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { parseCron } from '../../../src/core/kernel/time/cron.ts'
import { followFreezes } from '../../../src/core/freezes/follow-freezes.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

// The clock begins on Thursday, 2025-10-23 at 12:00 UTC.
const WEEKEND: FreezeWindow = {
  name: 'weekend',
  reason: 'Nobody watches',
  schedule: {
    kind: 'weekly',
    from: { weekday: 5, time: '18:00' },
    until: { weekday: 1, time: '06:00' },
  },
  timeZone: 'Europe/Berlin',
  services: null,
  changes: null,
}

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service('feature-store')])
  platform.source.set(GATEWAY, 0.8)
  platform.source.set('feature-store', 0.8)
  platform.windows = [WEEKEND]
  await platform.poll()
  await followFreezes(platform.freezing)
})
afterEach(() => platform.close())

const told = async (): Promise<readonly string[]> =>
  (await platform.owed())
    .filter(({ subject }) => subject.startsWith('window/'))
    .map(({ act, content }) => `${act} ${content.kind}${content['isLate'] === true ? ', late' : ''}`)

async function lookAfter(ms: number): Promise<void> {
  platform.clock.advance(ms)
  await followFreezes(platform.freezing)
}

/** From Thursday noon to Friday, 18:00 in Berlin, which is 16:00 UTC; two days later the clocks are set back. */
const UNTIL_FRIDAY_MS = 28 * HOUR_MS
const WEEKEND_MS = 61 * HOUR_MS

describe('a scheduled freeze', () => {
  test('is shown in advance', async () => {
    expect((await statusReport(platform.deps, GATEWAY)).services[0]?.freezes).toEqual([
      {
        kind: 'window',
        id: 'weekend',
        reason: 'Nobody watches',
        since: '2025-10-24T16:00:00.000Z',
        until: '2025-10-27T05:00:00.000Z',
        changes: null,
        inForce: false,
      },
    ])
  })

  test('is told once when it begins and once when it ends, and shuts the gate between', async () => {
    expect(await told()).toEqual([])
    await lookAfter(UNTIL_FRIDAY_MS - 1)
    expect(await told()).toEqual([])
    await lookAfter(1)
    await lookAfter(MINUTE_MS)
    await platform.poll()
    expect(await told()).toEqual(['post freeze-announcement'])
    expect(await platform.gate({ change: 'feature' })).toMatchObject({
      decision: 'blocked',
      reasons: ['freeze_scheduled'],
      opensAt: '2025-10-27T05:00:00.000Z',
    })
    await lookAfter(WEEKEND_MS - MINUTE_MS)
    await lookAfter(MINUTE_MS)
    await platform.poll()
    expect(await told()).toEqual([
      'post freeze-announcement',
      'update freeze-announcement',
      'reply freeze-ended',
    ])
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'needs-approval' })
    expect((await platform.audit('freeze_window')).map(({ data }) => data['event'])).toEqual([
      'began',
      'ended',
    ])
  })

  test('that began while the bot was off is told late', async () => {
    await lookAfter(UNTIL_FRIDAY_MS + DAY_MS)
    expect(await told()).toEqual(['post freeze-announcement, late'])
  })

  test('that ended while the bot was off is told late, once', async () => {
    await lookAfter(UNTIL_FRIDAY_MS)
    await lookAfter(WEEKEND_MS + DAY_MS)
    await lookAfter(MINUTE_MS)
    expect(await told()).toEqual([
      'post freeze-announcement',
      'update freeze-announcement',
      'reply freeze-ended, late',
    ])
  })

  test('that came and went in three days off is told as over, once', async () => {
    await lookAfter(UNTIL_FRIDAY_MS + 3 * DAY_MS)
    await lookAfter(MINUTE_MS)
    expect(await told()).toEqual(['post freeze-announcement, late'])
    expect(await platform.audit('freeze_window')).toMatchObject([{ data: { event: 'missed' } }])
  })

  test.each([
    ['* 13-14 * * *', 2 * HOUR_MS + 4 * MINUTE_MS],
    ['*/5 13-14 * * *', 2 * HOUR_MS],
  ])('whose beginnings overlap or adjoin (%s for 5m) is one', async (expression, lastsMs) => {
    const cron = parseCron(expression)
    if (cron === undefined) throw new Error(expression)
    const schedule = { kind: 'cron', cron, lastsMs: 5 * MINUTE_MS } as const
    platform.windows = [{ ...WEEKEND, timeZone: 'UTC', schedule }]
    await lookAfter(HOUR_MS)
    for (let passed = MINUTE_MS; passed < lastsMs; passed += MINUTE_MS) await lookAfter(MINUTE_MS)
    expect(await told()).toEqual(['post freeze-announcement'])
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'blocked' })
    await lookAfter(MINUTE_MS)
    expect(await told()).toEqual([
      'post freeze-announcement',
      'update freeze-announcement',
      'reply freeze-ended',
    ])
  })

  test('that is taken out of the configuration ends', async () => {
    await lookAfter(UNTIL_FRIDAY_MS)
    platform.windows = []
    await lookAfter(MINUTE_MS)
    expect(await told()).toContain('reply freeze-ended')
    await platform.poll()
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'needs-approval' })
  })

  test('of named change types and services leaves the others alone', async () => {
    platform.windows = [{ ...WEEKEND, services: [GATEWAY], changes: ['feature'] }]
    await lookAfter(UNTIL_FRIDAY_MS)
    await platform.poll()
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ rule: 'freezes.weekend' })
    expect(await platform.gate({ change: 'experiment' })).toMatchObject({ decision: 'needs-approval' })
    expect(await platform.gate({ change: 'feature', service: 'feature-store' })).toMatchObject({
      decision: 'needs-approval',
    })
  })

  test('decides waiting requests again', async () => {
    const id = await platform.opened({ change: 'feature' })
    await lookAfter(23 * HOUR_MS)
    const later = await platform.opened({ change: 'experiment', revision: 'v2' })
    await lookAfter(5 * HOUR_MS)
    expect((await platform.requestNow(later)).decision).toMatchObject({ decision: 'blocked' })
    expect(id).not.toBe(later)
  })
})

test('what was over before the first start is not announced', async () => {
  const fresh = await Platform.open()
  fresh.windows = [WEEKEND]
  fresh.clock.advance(UNTIL_FRIDAY_MS + WEEKEND_MS + HOUR_MS)
  await followFreezes(fresh.freezing)
  expect(await fresh.owed()).toEqual([])
  await fresh.close()
})
