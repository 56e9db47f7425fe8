import { expect, test } from 'vitest'
import type { Address } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { post } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { type Outlet, postOffice } from '../../../../src/core/kernel/outbox/post-office.ts'

const outlet = (name: string, serves: Outlet['serves']): Outlet => ({
  serves,
  queueOf: () => name,
  post: () => Promise.resolve({ kind: 'sent', reference: name }),
  update: () => Promise.resolve({ kind: 'sent', reference: name }),
  find: () => Promise.resolve({ kind: 'absent' }),
  removeTwins: () => Promise.resolve(0),
})

const office = postOffice([
  outlet('pager', (address) => address.kind === 'webhook' && address.receiver === 'on-call'),
  outlet('webhooks', ({ kind }) => kind === 'webhook'),
])

const to = (address: Address) => post({ subject: 's', to: address, content: { kind: 'event' }, at: 0 })

test('a message goes to the first outlet that serves its address', async () => {
  const nothing = { text: '', blocks: [] }
  for (const [receiver, name] of [
    ['on-call', 'pager'],
    ['ledger', 'webhooks'],
  ] as const) {
    const message = to({ kind: 'webhook', receiver })
    expect(office.queueOf(message)).toBe(name)
    expect(await office.post(message, nothing, null)).toEqual({ kind: 'sent', reference: name })
  }
})

test('a message to an address that nobody serves fails for good', async () => {
  const message = to({ kind: 'mail', to: ['team@example.com'] })
  expect(await office.post(message, { text: '', blocks: [] }, null)).toEqual({
    kind: 'final',
    error: 'no mail is configured',
  })
  expect(await office.find(message, null)).toEqual({ kind: 'absent' })
})
