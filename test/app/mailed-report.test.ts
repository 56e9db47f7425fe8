import { expect, onTestFinished, test } from 'vitest'
import { delivery } from '../../src/app/delivery.ts'
import type { KnownBlock } from '@slack/types'
import type { Outlet } from '../../src/core/kernel/outbox/post-office.ts'
import { channel } from '../../src/core/kernel/outbox/owed-message.ts'
import { tellReports } from '../../src/core/reports/tell-reports.ts'
import { useCases } from '../../src/core/use-cases.ts'
import { renderer } from '../adapters/templates/shipped.ts'
import { mailServer } from '../support/mail-server.ts'
import { platformWithOctober } from '../support/reported-month.ts'

test('a report that was due is mailed as HTML with its picture, and posted, and both say the same and lead to its page', async () => {
  const { platform, world } = await platformWithOctober()
  onTestFinished(() => platform.close())
  const told = await tellReports({
    ...world,
    store: platform.store,
    mailLists: new Map([['team', ['vp@example.com']]]),
    scheduledReports: () => [
      { kind: 'monthly', unit: 'month', day: 3, time: '09:00', post: channel('announcements'), mail: 'team' },
    ],
  })
  expect(told).toBe(1)

  const { mails, port } = await mailServer()
  const posted: (readonly unknown[])[] = []
  const slack: Outlet = {
    serves: ({ kind }) => kind !== 'mail',
    queueOf: () => 'slack',
    post: ({ id }, { blocks }) => {
      posted.push(blocks)
      return Promise.resolve({ kind: 'sent', reference: id })
    },
    update: ({ id }) => Promise.resolve({ kind: 'sent', reference: id }),
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
  const errors: string[] = []
  const log = (...said: readonly unknown[]): void => void errors.push(JSON.stringify(said))
  const outgoing = await delivery({
    settings: {
      mail: {
        host: '127.0.0.1',
        port,
        secure: false,
        requireTls: false,
        user: null,
        passwordEnv: null,
        lists: new Map<string, string[]>(),
        from: 'Budgeteer <b@example.com>',
      },
      webhooks: [],
      audit: { keyedFrom: null, anchors: null },
      pagers: [],
    },
    secrets: { mailPassword: null, webhooks: new Map(), pagers: new Map() },
    renderer: () => renderer,
    slack: { messenger: slack, account: () => null },
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
  await expect.poll(() => [mails.length, posted.length], { timeout: 30_000 }).toEqual([1, 1])

  const raw = (mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
  const html = raw.slice(raw.indexOf('<!doctype html>'), raw.indexOf('</html>'))
  const plain = raw.slice(0, raw.indexOf('<!doctype html>'))
  const blocks = posted[0] as readonly KnownBlock[]
  const message = JSON.stringify(blocks)
  expect(html).toContain('src="cid:picture@budgeteer"')
  expect(raw).toMatch(/^Content-Id: <picture@budgeteer>\r?$/im)
  expect(blocks[0]).toMatchObject({ type: 'header' })
  for (const form of [html, plain, message]) {
    expect(form).toContain('https://bot.example/reports/monthly/2026-10')
    for (const figure of ['EUR 8,035', '-50%', '92%', '1 of 2, 1 not known']) expect(form).toContain(figure)
  }
  for (const form of [html, message]) expect(form).toContain('Monthly SLO report: October 2026')
  expect(html).toMatch(/class="bad"[^>]*>-50%</)
  expect(errors).toEqual([])
})
