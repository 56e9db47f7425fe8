import { afterEach, beforeEach, expect, test } from 'vitest'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const reported = async () => {
  const { services } = await statusReport(platform.deps, GATEWAY)
  return services[0]
}

test('the budget of a service with a price is told in money, too', async () => {
  platform.services = [{ ...service(GATEWAY), cost: { currency: 'EUR', perBadMinute: 100 } }]
  await platform.settle(0.75)
  expect((await reported())?.cost).toMatchObject({ currency: 'EUR', lost: 5_400, perPoint: 216 })
})

test('that of a service without a price is not', async () => {
  await platform.settle(0.75)
  expect(await reported()).not.toHaveProperty('cost')
})
