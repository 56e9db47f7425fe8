import { expect, test } from 'vitest'
import { silenceDue } from '../../../src/core/requests/silence.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

/** The evening before Berlin loses an hour; and those before a leap day and before the end of a month. */
const EVENINGS = ['2026-03-28T22:00:00Z', '2028-02-28T22:00:00Z', '2026-01-31T22:00:00Z']

test.each(
  EVENINGS.flatMap((evening) => [
    { evening, what: 'in time', after: 2 * HOUR_MS - 1, then: null },
    { evening, what: 'for two hours', after: 2 * HOUR_MS, then: 'remind' },
    { evening, what: 'for six hours', after: 6 * HOUR_MS, then: 'escalate' },
    { evening, what: 'for a day, when it is over', after: DAY_MS, then: null },
    { evening, what: 'for the three days that the bot was off', after: 3 * DAY_MS, then: null },
  ]),
)('an approval asked for at $evening that nobody gave $what: $then', async ({ evening, after, then }) => {
  const platform = await Platform.open()
  platform.clock.advance(Date.parse(evening) - platform.clock.now())
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
  const request = await platform.requestNow(await platform.opened())
  const policy = { ...shippedPolicy, timeZone: 'Europe/Berlin' }
  expect(silenceDue(request, policy, platform.clock.now() + after)).toBe(then)
  await platform.close()
})
