import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Fault } from '../../../../demo/workspace/faults.ts'
import { checkHome } from '../../../../src/adapters/slack/home/check-home.ts'
import { webClients } from '../../../../src/adapters/slack/web-clients.ts'
import { KeptLog, openOffice, TOKENS, type Office } from '../support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

const found = async (): Promise<readonly string[]> => {
  const { asking } = webClients(TOKENS.botToken, office.workspace.apiUrl, new KeptLog())
  return (await checkHome(asking)).map(({ kind, text }) => `${kind}: ${text}`)
}

describe('what doctor finds about homes', () => {
  test('where they can be published, what else they need', async () => {
    expect(await found()).toEqual([
      'good: homes can be published where the app has its Home tab and is subscribed to the event app_home_opened',
    ])
  })

  test.each<[string, Fault, string]>([
    ['an app without the tab', { error: 'not_enabled' }, 'warning: the app has no Home tab'],
    [
      'a server that knows no such method',
      { error: 'unknown_method' },
      'warning: this server has no views.publish (unknown_method): nobody has a home',
    ],
    [
      'a server that answers 404',
      { status: 404 },
      'warning: this server has no views.publish (HTTP 404): nobody has a home',
    ],
    [
      'a server that answers with a page',
      { status: 200 },
      'warning: this server has no views.publish (an answer that is not from Slack): nobody has a home',
    ],
    ['an outage', { status: 503 }, 'warning: whether homes can be published is not known (HTTP 503)'],
  ])('%s', async (_what, fault, said) => {
    office.workspace.clearFaults()
    // What may pass is asked once more.
    office.workspace.failNext('views.publish', fault, 2)
    expect(await found()).toEqual([said])
    office.workspace.clearFaults()
  })
})
