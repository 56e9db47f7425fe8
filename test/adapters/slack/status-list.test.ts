import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { areBlocksTooLong, blockProblems } from '../../../demo/workspace/blocks.ts'
import { elementsOf, optionsOf } from '../../../demo/workspace/element-values.ts'
import type { JsonObject } from '../../../demo/workspace/json-values.ts'
import type { Message } from '../../../demo/workspace/state.ts'
import { ACTION } from '../../../src/adapters/slack/action-ids.ts'
import { placeIn, placeText } from '../../../src/adapters/slack/blocks/status-place.ts'
import type { Service } from '../../../src/core/budgets/slo.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { slo } from '../../support/platform.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { messageIn } from './support/answers.ts'
import { posted } from './support/messages.ts'
import { DEV, type Office, openOffice } from './support/office.ts'
import { samplePolicy } from './support/sample-policy.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

/** So many services: every tenth CRITICAL, two of ten WARNING. */
async function withServices(count: number): Promise<void> {
  const now = office.clock.now()
  const names = Array.from({ length: count }, (_, index) => `service-${String(index).padStart(3, '0')}`)
  office.platform.services = names.map((name): Service => ({
    name,
    title: `The ${name}`,
    policy: samplePolicy.name,
    slos: [slo(name, '99.5')],
  }))
  await office.platform.store.statuses.save(
    names.map((service, index) => ({
      service,
      level: index % 10 === 9 ? 'CRITICAL' : index % 10 > 6 ? 'WARNING' : 'HEALTHY',
      since: now - DAY_MS,
      slo: 'availability',
      remainingRatio: index % 10 === 9 ? -0.25 : index % 10 > 6 ? 0.42 : 1,
      young: null,
      knownAt: now,
      polledAt: now,
      missing: [],
      recovering: null,
      policyVersion: samplePolicy.version,
    })),
  )
}

const typed = async (line: string): Promise<Message> => {
  const message = await messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', line))
  expect(blockProblems(message.blocks, 'message')).toEqual([])
  expect(areBlocksTooLong(message.blocks)).toBe(false)
  return message
}

function control(
  message: Message,
  actionId: string,
): { readonly block: JsonObject; readonly element: JsonObject } {
  for (const block of message.blocks)
    for (const element of elementsOf(block)) if (element['action_id'] === actionId) return { block, element }
  throw new Error(`no ${actionId}`)
}
/** Presses a button, or chooses the option whose text begins so. */
async function chooses(message: Message, actionId: string, text?: string): Promise<Message> {
  const { block, element } = control(message, actionId)
  const option = optionsOf(element).find((one) =>
    JSON.stringify(one['text']).includes(`"text":"${text ?? ''}`),
  )
  return messageIn(
    await office.workspace.press(DEV, message, {
      blockId: String(block['block_id']),
      actionId,
      ...(text !== undefined && { value: String(option?.['value']) }),
    }),
  )
}
const shown = ({ blocks }: Message): string => JSON.stringify(blocks)
const lines = ({ blocks }: Message): readonly string[] =>
  blocks
    .filter(({ type }) => type === 'section')
    .flatMap((block) => String((block['text'] as JsonObject)['text']).split('\n'))
    .filter((line) => line.startsWith('`'))

describe('1 service', () => {
  test('is shown with everything, and without a list', async () => {
    await withServices(1)
    const message = await typed('/budget status')
    expect(shown(message)).toContain('of the error budget left')
    expect(shown(message)).not.toContain('static_select')
  })
})

describe('12 services', () => {
  beforeAll(() => withServices(12))

  test('are a line each on one page, the worst first, the figure before the name and all as wide', async () => {
    const message = await typed('/budget status')
    expect(lines(message)).toHaveLength(12)
    expect(lines(message).slice(0, 4)).toEqual([
      '`-25%` The service-009',
      '`\u00A042%` The service-007',
      '`\u00A042%` The service-008',
      '`100%` The service-000',
    ])
    expect(message.text).toBe('12 services: 1 CRITICAL, 2 WARNING, 9 HEALTHY')
    expect(shown(message)).not.toContain(ACTION.statusNext)
  })

  test('the details of one take the place of the list, and lead back to it', async () => {
    const list = await typed('/budget status warning')
    const one = await chooses(list, ACTION.statusService, 'The service-008')
    expect(one.ts).toBe(list.ts)
    expect(shown(one)).toContain('*The service-008*: *WARNING*')
    expect(shown(one)).toContain('With approval by')
    const back = await chooses(one, ACTION.statusAll)
    expect(back.ts).toBe(list.ts)
    expect(lines(back)).toHaveLength(2)
  })

  test('those that are meant are chosen from a list, and all are shown again', async () => {
    const list = await typed('/budget status')
    const few = await chooses(list, ACTION.statusOnly, '🚨 CRITICAL (1)')
    expect(lines(few)).toEqual(['`-25%` The service-009'])
    expect(few.text).toContain('1 of 12 services, CRITICAL')
    expect(lines(await chooses(few, ACTION.statusAll))).toHaveLength(12)
  })

  test.each([
    ['red', 1],
    ['critical', 1],
    ['green', 9],
    ['00', 10],
  ])('/budget status %s shows %d', async (word, count) => {
    expect(lines(await typed(`/budget status ${word}`))).toHaveLength(count)
  })

  test('a level at which nothing is says so', async () => {
    const message = await typed('/budget status burning')
    expect(message.text).toBe('0 of 12 services, burning')
    expect(shown(message)).toContain('Show all')
  })

  test.each([
    ['service-003', 'The service-003'],
    ['SERVICE-003', 'The service-003'],
    ['-011', 'The service-011'],
  ])('/budget status %s is that one', async (word, title) => {
    expect(shown(await typed(`/budget status ${word}`))).toContain(`*${title}*: *`)
  })

  test('a service that is gone when it is chosen is answered in words', async () => {
    const list = await typed('/budget status')
    const before = office.platform.services
    office.platform.services = before.slice(0, 5)
    const answer = await chooses(list, ACTION.statusService, 'The service-008')
    expect(answer.text).toContain('There is no service “service-008”')
    office.platform.services = before
  })
})

test('the button below a digest answers with the list, and leaves the digest', async () => {
  await withServices(12)
  const text = 'Digest'
  const digest = await posted(
    office,
    { address: { kind: 'team', channel: '#engineering' }, subject: 'digest', content: { kind: 'digest' } },
    {
      text,
      blocks: messageBlocks({ kind: 'transition-digest', at: '', transitions: [], hasThread: true }, text),
    },
  )
  const answer = await chooses(digest, ACTION.statusAll)
  expect(answer.ts).not.toBe(digest.ts)
  expect(answer.ephemeralFor).toBe(DEV)
  expect(lines(answer)).toHaveLength(12)
})

describe('300 services', () => {
  beforeAll(() => withServices(300))

  test('are turned page by page in one message, each of them once', async () => {
    let page = await typed('/budget status')
    const { ts } = page
    const all = [...lines(page)]
    while (shown(page).includes(ACTION.statusNext)) {
      page = await chooses(page, ACTION.statusNext)
      expect(blockProblems(page.blocks, 'message')).toEqual([])
      expect(areBlocksTooLong(page.blocks)).toBe(false)
      expect(page.ts).toBe(ts)
      all.push(...lines(page))
    }
    expect(new Set(all.map((line) => line.slice(-3))).size).toBe(300)
    expect(shown(page)).toContain('281 to 300 of 300, page 15 of 15')
    expect(shown(await chooses(page, ACTION.statusPrevious))).toContain('page 14 of 15')
  })

  test('what is typed reaches a page of those that are meant', async () => {
    expect(shown(await typed('/budget status critical 2'))).toContain('21 to 30 of 30, page 2 of 2')
  })
})

test('what a button carries is read again, and anything else is the first page of all', () => {
  expect(placeIn(placeText({ only: 'a/b', page: 12 }))).toEqual({ only: 'a/b', page: 12 })
  for (const text of ['', 'x', '0/red', '99999/red']) expect(placeIn(text)).toEqual({ only: '', page: 1 })
})
