import { expect, test } from 'vitest'
import { webhookFindings } from '../../../src/cli/doctor/outlet-findings.ts'

const receiver = { name: 'desk', url: 'https://desk.test/', secretEnv: 'S', events: new Set<never>() }

test('a receiver whose name leads into a private network is a problem unless that is meant', async () => {
  const found = async (allowPrivate: boolean, ...addresses: string[]) => {
    const settings = { webhooks: [{ ...receiver, allowPrivate }] }
    return webhookFindings(settings, () => Promise.resolve(addresses))
  }
  expect(await found(false, '10.0.0.7', 'fd00::7')).toMatchObject([
    { text: 'the host of desk is in a private network: 10.0.0.7, fd00::7' },
  ])
  const known = [{ text: 'the host of desk is known' }]
  expect(await found(true, '10.0.0.7')).toMatchObject(known)
  expect(await found(false, '10.0.0.7', '8.8.8.8')).toMatchObject(known)
})
