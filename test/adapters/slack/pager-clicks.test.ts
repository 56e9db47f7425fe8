import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { ACTION } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { isoTime } from '../../../src/core/kernel/time/iso-time.ts'
import type { PagerMessage } from '../../../src/core/paging/messages.ts'
import { allText, messageIn } from './support/answers.ts'
import { posted, press } from './support/messages.ts'
import { DEV, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

const SERVICE = 'inference-gateway'
const KEY = 'burn-alert/b-1'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

const alert = () => ({
  key: KEY,
  cause: 'burn-alert' as const,
  of: 'b-1',
  service: SERVICE,
  pagers: ['main'],
  summary: 'It burns',
  triggeredAt: office.clock.now(),
  takenBy: null,
  takenAt: null,
  resolvedAt: null,
})

beforeEach(() => office.platform.store.pagerAlerts.save(alert()))

const now = () => office.platform.store.pagerAlerts.byKey(KEY)

async function pressed(person: string) {
  const content: PagerMessage = {
    kind: 'pager-alert',
    service: SERVICE,
    serviceTitle: 'Inference Gateway',
    summary: 'It burns',
    pagers: ['main'],
    triggeredAt: isoTime(office.clock.now()),
    takenBy: null,
    takenAt: null,
    resolvedAt: null,
    timeZone: 'UTC',
    at: isoTime(office.clock.now()),
    prompts: [{ kind: 'take-pager-alert', of: KEY }],
  }
  const subject = `pager-alert/${KEY}`
  const told = { subject, address: { kind: 'channel', purpose: 'incidents' } as const, content }
  const message = await posted(office, told, { text: 'CALL', blocks: messageBlocks(content, 'CALL') })
  return press(office, person, message, ACTION.takePagerAlert)
}

test('whoever presses the button has it', async () => {
  await pressed(DEV)
  await expect.poll(async () => (await now())?.takenBy).toBe(DEV)
})

test('who presses it when it is over is told so, visible to them alone', async () => {
  await office.platform.store.pagerAlerts.save({ ...alert(), resolvedAt: office.clock.now() })
  expect(allText(await messageIn(await pressed(SRE)))).toContain('This is over')
  expect(await now()).toMatchObject({ takenBy: null })
})
