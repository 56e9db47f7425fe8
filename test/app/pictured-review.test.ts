import { expect, onTestFinished, test } from 'vitest'

import type { Outlet } from '../../src/core/kernel/outbox/post-office.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { holdReviews } from '../../src/core/reviews/hold-reviews.ts'
import { useCases } from '../../src/core/use-cases.ts'
import { delivery } from '../../src/app/delivery.ts'
import { renderer } from '../adapters/templates/shipped.ts'
import { mailServer } from '../support/mail-server.ts'
import { GATEWAY, Platform, service } from '../support/platform.ts'

/** Only mail is of interest: all else goes nowhere, without a word. */
const elsewhere: Outlet = {
  serves: ({ kind }) => kind !== 'mail',
  queueOf: () => 'elsewhere',
  post: ({ id }) => Promise.resolve({ kind: 'sent', reference: id }),
  update: ({ id }) => Promise.resolve({ kind: 'sent', reference: id }),
  find: () => Promise.resolve({ kind: 'absent' }),
  removeTwins: () => Promise.resolve(0),
}

test.each([
  ['one service shows where its budget went', [GATEWAY], 'Error budget of'],
  ['several shows the days of all', [GATEWAY, 'feature-store'], 'Levels of'],
])('the mail of a review of %s', async (_case, names, words) => {
  const platform = await Platform.open(names.map((name) => service(name)))
  onTestFinished(() => platform.close())
  const { mails, port } = await mailServer()
  for (let day = 0; day < 8; day += 1) {
    platform.clock.advance(DAY_MS - 2 * HOUR_MS)
    for (const name of names) await platform.settle(0.9 - day / 20, name)
  }
  await holdReviews({
    ...platform.deps,
    mailLists: new Map(['team', 'executives'].map((list) => [list, ['vp@example.com']])),
  })

  const errors: string[] = []
  const log = (...said: readonly unknown[]): void => void errors.push(JSON.stringify(said))
  const mail = {
    host: '127.0.0.1',
    port,
    secure: false,
    requireTls: false,
    user: null,
    passwordEnv: null,
    lists: new Map<string, string[]>(),
    from: 'Budgeteer <b@example.com>',
  }
  const outgoing = await delivery({
    settings: { mail, webhooks: [], pagers: [], audit: { keyedFrom: null, anchors: null } },
    secrets: { mailPassword: null, webhooks: new Map(), pagers: new Map() },
    renderer: () => renderer,
    slack: { messenger: elsewhere, account: () => null },
    store: platform.store.deliveries,
    metrics: { recordOutbox: () => undefined },
    pictures: useCases(platform.everything).pictures,
    pagesUrl: () => 'https://bot.example',
    clock: platform.clock,
    logger: { debug: () => undefined, info: () => undefined, warn: log, error: log },
  })
  const sender = outgoing.senderOn(platform.store.deliveries)
  onTestFinished(() => sender.stop())
  sender.wake()
  await expect.poll(() => mails.length, { timeout: 20_000 }).toBeGreaterThan(0)

  const raw = (mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
  const [, base64 = ''] = /image\/png[\s\S]*?\r\n\r\n([\s\S]*?)\r\n\r\n?--/.exec(raw) ?? []
  const png = Buffer.from(base64, 'base64')
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe(960)
  expect(png.length).toBeLessThan(300_000)
  expect(raw).toMatch(new RegExp(`alt="${words}`))
  expect(raw).toMatch(new RegExp(`^${words}`, 'm'))
  expect(raw).toContain('<a href="https://bot.example/">')
  expect(errors).toEqual([])
})
