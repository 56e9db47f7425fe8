import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { viewProblems } from '../../../../demo/workspace/blocks.ts'
import { homeBlocks, homeFoot } from '../../../../src/adapters/slack/home/home-blocks.ts'
import {
  FIRST_SIGHT,
  type HomeState,
  readHomeState,
  writtenState,
} from '../../../../src/adapters/slack/home/home-state.ts'
import { type Page, pagePathOf } from '../../../../src/core/kernel/page-path.ts'
import { addTopAction } from '../../../../src/core/actions/top-actions.ts'
import { planDeployment } from '../../../../src/core/calendar/plan-deployment.ts'
import { commonFacts, homeOf } from '../../../../src/core/home/home.ts'
import { DAY_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { BOB, DANA, GROUP, GUS, INES, OMAR, ROLE_BOOK, TOMAS } from '../../../support/people.ts'
import { GATEWAY, Platform, service } from '../../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

interface Block {
  readonly type: string
  readonly block_id?: string
  readonly elements?: readonly Element[]
  readonly accessory?: Element
}
interface Element {
  readonly action_id?: string
  readonly accessibility_label?: string
  readonly options?: readonly { readonly value: string; readonly text: { readonly text: string } }[]
  readonly option_groups?: readonly { readonly options: NonNullable<Element['options']> }[]
}

async function drawn(userId: string, state: Partial<HomeState> = {}, notice: string | null = null) {
  const owners = { groups: [GROUP.owners], users: [] }
  const book = { ...ROLE_BOOK, owners: new Map(platform.services.map(({ name }) => [name, owners])) }
  const world = { ...platform.everything, roleBook: () => book }
  const common = await commonFacts(world)
  const names = { catalog: world.catalog(), roleBook: world.roleBook() }
  const home = await homeOf(world, common, userId)
  const blocks = [...homeBlocks(home, { ...FIRST_SIGHT, ...state }, notice, names), homeFoot(common.at)]
  const view = { type: 'home', private_metadata: writtenState({ ...FIRST_SIGHT, ...state }), blocks }
  const text = JSON.stringify(blocks)
  return { view, text, blocks: blocks as readonly Block[], bytes: Buffer.byteLength(JSON.stringify(view)) }
}

const elementsOf = (blocks: readonly Block[]): readonly Element[] =>
  blocks.flatMap(({ elements = [], accessory }) => [
    ...elements,
    ...(accessory === undefined ? [] : [accessory]),
  ])
const action = (blocks: readonly Block[], id: string): Element | undefined =>
  elementsOf(blocks).find(({ action_id: own }) => own === id)

/** So many services, every tenth of them in a freeze; `named` gives each its title. */
async function withServices(
  count: number,
  named = (index: number): string => `Service ${index}`,
): Promise<void> {
  platform.services = Array.from({ length: count }, (_, index) => ({
    ...service(index === 0 ? GATEWAY : `service-${index}`),
    title: named(index),
  }))
  platform.services.forEach(({ name }, index) => platform.source.set(name, index % 10 === 0 ? 0.05 : 0.8))
  await platform.poll()
  platform.clock.advance(15 * MINUTE_MS)
  await platform.poll()
}

describe('a home with 300 services', () => {
  test('stays within Slack’s limits: the worst first, a page at a time, each in a list, and levels by a filter', async () => {
    await withServices(300)
    for (let index = 0; index < 30; index += 1)
      await platform.opened({
        service: `service-${10 * index + 1}`,
        change: 'feature',
        revision: `v${index}`,
      })
    for (const userId of [BOB, DANA, INES, OMAR, TOMAS]) {
      const { view, blocks, bytes, text } = await drawn(userId)
      expect(viewProblems(view)).toEqual([])
      expect(blocks.length).toBeLessThanOrEqual(100)
      expect(bytes).toBeLessThanOrEqual(250_000)
      expect(text).toContain('30 of 300 services')
      expect(text).toContain('1 to 20 of 300, the worst first')
      expect(text.match(/`5%` Service/g)).toHaveLength(20)
    }

    const { blocks } = await drawn(BOB)
    const groups = action(blocks, 'home_service')?.option_groups ?? []
    expect(groups.map(({ options }) => options.length)).toEqual([100, 100, 100])
    expect(new Set(groups.flatMap(({ options }) => options.map(({ value }) => value))).size).toBe(300)
    const filters = action(blocks, 'home_show')?.options?.map(({ text }) => text.text)
    expect(filters).toEqual(['All 300 services', '30 need attention', '30 at EMERGENCY', '270 at HEALTHY'])
    const emergency = await drawn(BOB, { show: 'level:EMERGENCY', page: 2 })
    expect(emergency.text).toContain('21 to 30 of 30')
    expect(emergency.text).not.toContain('*HEALTHY*')
    const last = await drawn(BOB, { page: 99 })
    expect(last.text).toContain('281 to 300 of 300')
  })

  test('stays within them where everything is as long as it may be', async () => {
    await withServices(300, (index) => `${index} ${'<漢&*'.repeat(40)}`)
    const long = { change: 'feature', summary: '漢'.repeat(500) }
    for (let index = 0; index < 9; index += 1)
      await platform.opened({
        ...long,
        service: `service-${index + 1}`,
        revision: `${index}${'漢'.repeat(190)}`,
      })
    for (const userId of [BOB, DANA, OMAR]) {
      const { view, bytes } = await drawn(userId, { page: 2 })
      expect(viewProblems(view)).toEqual([])
      expect(bytes).toBeLessThanOrEqual(250_000)
    }
  })
})

test('a home cuts no character of a title in two', async () => {
  await withServices(120, (index) => `${String(index).padStart(3, '0')}${'😀'.repeat(100)}`)
  const { text } = await drawn(BOB)
  expect(text.isWellFormed()).toBe(true)
  expect(text).not.toMatch(/\\ud[89ab]/i)
})

test('a home leads to the page of all services, where it has an address', () => {
  const pageLink = (page: Page) => ({ url: `https://bot.example${pagePathOf(page)}`, words: 'All services' })
  expect(JSON.stringify(homeFoot(0, { pageLink }))).toContain('<https://bot.example/|All services>')
  expect(JSON.stringify(homeFoot(0, { pageLink: () => null }))).not.toContain('http')
})

test('a home of 2,000 services offers the worst of them', async () => {
  platform.services = Array.from({ length: 2_000 }, (_, index) => service(`service-${index}`))
  const { view, blocks } = await drawn(BOB)
  expect(viewProblems(view)).toEqual([])
  const offered = action(blocks, 'home_service')?.option_groups?.flatMap(({ options }) => options) ?? []
  expect(offered).toHaveLength(500)
})

test('a home without services says where they are configured, and asks for nothing that cannot be done', async () => {
  platform.services = []
  const { view, text } = await drawn(BOB)
  expect(viewProblems(view)).toEqual([])
  expect(text).toContain('No service is configured yet')
  expect(text).not.toContain('home_request')
})

test('who is no member sees why, and nothing else', async () => {
  await withServices(3)
  const { view, text } = await drawn(GUS)
  expect(viewProblems(view)).toEqual([])
  expect(text).toContain('Only full members')
  expect(text).not.toContain('Service 1')
})

test('each section has what it says, with its buttons', async () => {
  await withServices(3)
  const own = await platform.opened({
    service: 'service-1',
    change: 'feature',
    revision: 'v1',
    answers: new Map(),
  })
  await addTopAction(platform.everything, {
    service: GATEWAY,
    text: 'Fix <it>',
    ownerId: TOMAS,
    userId: OMAR,
  })
  const at = platform.clock.now() + DAY_MS
  const plan = { service: 'service-2', revision: 'v9', change: 'feature', risk: null, at, userId: DANA }
  expect((await planDeployment(platform.everything, plan)).kind).toBe('done')

  const dana = await drawn(DANA)
  expect(dana.text).toContain('Nothing waits for your approval')
  expect(dana.text).toContain('Your requests')
  expect(action(dana.blocks, 'request_fill_in')?.accessibility_label).toMatch(/^Fill in: .* at v1$/)
  expect(dana.text).toContain('Planned deployments')
  expect(dana.text).toContain('`v9`')

  const omar = await drawn(OMAR)
  expect(omar.text).toContain('*1 deployment* waits for your approval')
  const row = omar.blocks.find(({ block_id: id }) => id === `home_request_${own}`)
  expect(row?.elements?.map(({ accessibility_label: label }) => label)).toEqual([
    expect.stringMatching(/^Approve: .* of Service 1 at v1$/),
    expect.stringMatching(/^Reject: /),
    expect.stringMatching(/^Details: /),
  ])

  const tomas = await drawn(TOMAS, {}, ':white_check_mark: Recorded.')
  expect(viewProblems(tomas.view)).toEqual([])
  expect(
    tomas.text.startsWith('[{"type":"section","text":{"type":"mrkdwn","text":":white_check_mark: Recorded.'),
  ).toBe(true)
  expect(tomas.text).toContain('Fix &lt;it&gt;')
  expect(action(tomas.blocks, 'action_reassign')?.accessibility_label).toMatch(/^Reassign: /)
})

test.each([
  ['nothing', undefined],
  ['no JSON', 'r_1'],
  ['null', 'null'],
  ['another shape', '{"page":"2"}'],
  ['a page that is none', '{"page":-1,"show":"all","turn":0}'],
  ['a filter that is none', '{"page":1,"show":"x","turn":0}'],
])('a view that carries %s shows the home from its beginning', (_what, metadata) => {
  expect(readHomeState(metadata)).toEqual(FIRST_SIGHT)
})

test('a view carries what is looked at', () => {
  const state: HomeState = { page: 4, show: 'level:CRITICAL', turn: 7 }
  expect(readHomeState(writtenState(state))).toEqual(state)
})
