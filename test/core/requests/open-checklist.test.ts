import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { requestPrompts, notices } from '../../../src/core/requests/notices.ts'
import { openChecklist } from '../../../src/core/requests/open-checklist.ts'
import { tickChecklist } from '../../../src/core/requests/tick-checklist.ts'
import { DANA, ROLE_BOOK } from '../../support/people.ts'
import { ALL_ANSWERS, Platform } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.4)
})
afterEach(() => platform.close())

const without = (...names: readonly string[]): ReadonlyMap<string, string> =>
  new Map([...ALL_ANSWERS].filter(([name]) => !names.includes(name)))
const kinds = async (id: string): Promise<readonly string[]> =>
  requestPrompts(await platform.requestNow(id), platform.catalog).map(({ kind }) => kind)

describe('what is open of the checklist', () => {
  test('is what people tick and have not, by the requirement that ticks it', async () => {
    const id = await platform.opened({
      answers: without('on-call-notified', 'rollback-plan', 'detailed-rollback-plan'),
    })
    expect(openChecklist(await platform.requestNow(id), platform.catalog)).toEqual([
      'rollback-plan',
      'on-call-notified',
    ])
  })

  test('is nothing once all is ticked, and of a request that is over', async () => {
    const id = await platform.opened({ answers: without('on-call-notified') })
    await tickChecklist(platform.deps, id, DANA, 'on-call', null)
    const request = await platform.requestNow(id)
    expect(openChecklist(request, platform.catalog)).toEqual([])
    const open = await platform.requestNow(
      await platform.opened({ answers: without('on-call-notified'), revision: 'v2' }),
    )
    expect(openChecklist({ ...open, state: 'rejected' }, platform.catalog)).toEqual([])
    expect(openChecklist({ ...open, service: 'gone' }, platform.catalog)).toEqual([])
  })
})

describe('its button', () => {
  test('stands below a request of which only the checklist is open', async () => {
    const id = await platform.opened({ answers: without('on-call-notified') })
    expect(await kinds(id)).toEqual(['approve', 'reject', 'tick-checklist', 'see-request'])
  })

  test('is the one that fills in, where more is missing', async () => {
    const id = await platform.opened({ answers: new Map() })
    expect(await kinds(id)).toEqual(['approve', 'reject', 'fill-in', 'see-request'])
  })

  test('is there once the request is granted', async () => {
    const request = await platform.requestNow(await platform.opened({ answers: without('on-call-notified') }))
    const context = {
      catalog: platform.catalog,
      roleBook: ROLE_BOOK,
      status: undefined,
      grant: undefined,
      now: platform.clock.now(),
    }
    const [notice] = notices({ ...request, state: 'granted' }, 'granted', context, 'm_1')
    expect(notice?.content).toMatchObject({ prompts: [{ kind: 'see-request' }, { kind: 'tick-checklist' }] })
  })
})
