import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ACTION, MODAL, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { startSlack, type SlackConnection } from '../../../src/adapters/slack/connection.ts'
import { DEV, GUEST, openOffice, SRE, TOKENS, type Office } from './support/office.ts'

/** Accounts that count for nothing, whatever they press. */
const NOBODIES = [GUEST, 'U0ULTRA001', 'U0GONE0001', 'U0STRANGER', 'U0FOREIGN1', 'U0ROBOT001', 'U0NOBODY00']

let office: Office
let slack: SlackConnection
let server: Server
let url = ''
let requestId = ''
beforeAll(async () => {
  office = await openOffice('socket')
  slack = await startSlack({ ...office.options, mode: 'http' })
  server = createServer((request, response) => void slack.handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`
  const opened = await office.useCases.requests.open({
    service: 'inference-gateway',
    change: 'feature',
    revision: 'abc1234',
    environment: 'production',
    risk: null,
    summary: '',
    answers: new Map(),
    requestedBy: DEV,
  })
  if (opened.kind !== 'opened') throw new Error(opened.kind)
  requestId = opened.request.id
})
afterAll(async () => {
  await slack.stop()
  server.close()
  await office.close()
})

let triggers = 0

/** As only Slack could sign it: somebody holds the secret, or Slack passes on what it should not. */
async function send(payload: object): Promise<number> {
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`
  const timestamp = String(Math.floor(office.clock.now() / 1_000))
  const signature = createHmac('sha256', TOKENS.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  })
  return response.status
}

const by = (userId: string) => ({
  user: { id: userId, team_id: 'T0OFFICE01' },
  team: { id: 'T0OFFICE01', domain: 'office' },
  api_app_id: 'A0',
  trigger_id: `forged.${(triggers += 1)}`,
})

const pressed = (actionId: string, value: string, userId: string) => ({
  type: 'block_actions',
  ...by(userId),
  container: { type: 'message', message_ts: '1.1', channel_id: 'C0APPROVAL' },
  channel: { id: 'C0APPROVAL', name: 'deploy-approvals' },
  message: { ts: '1.1', text: '' },
  actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, action_ts: '1.1' }],
})

const BLOCKS = ['reason', 'note', 'text', 'person', 'link', 'why', 'proof', 'summary']
const submitted = (callbackId: string, metadata: string, userId: string) => ({
  type: 'view_submission',
  ...by(userId),
  view: {
    id: 'V1',
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    hash: 'h',
    blocks: [],
    title: { type: 'plain_text', text: 'x' },
    state: {
      values: Object.fromEntries(
        BLOCKS.map((block) => [block, { [VALUE]: { type: 'plain_text_input', value: 'Because I say so.' } }]),
      ),
    },
  },
})

const kinds = async (): Promise<ReadonlySet<string>> =>
  new Set((await office.platform.audit()).map(({ kind }) => kind))

/** What the store holds of a decision: the log says no more than that somebody was refused. */
async function decided() {
  const { state, approvals } = await office.platform.requestNow(requestId)
  const log = [...(await kinds())].filter((kind) => kind !== 'refused_click' && kind !== 'click_refused')
  return { state, approvals, log }
}

describe('signed payloads that nobody could have made by clicking', () => {
  test.each(NOBODIES)('decide nothing for %s, whichever button and form they name', async (userId) => {
    const before = await decided()
    for (const actionId of Object.values(ACTION))
      expect([actionId, await send(pressed(actionId, requestId, userId))]).toEqual([actionId, 200])
    for (const callbackId of Object.values(MODAL))
      expect([callbackId, await send(submitted(callbackId, requestId, userId))]).toEqual([callbackId, 200])
    expect(await decided()).toEqual(before)
  })

  test.each(['', '__proto__', 'constructor', '../1', 'r-999', '{"id":"x"}', '\u0000', '<!channel>'])(
    'that name %j change nothing',
    async (value) => {
      const before = await decided()
      for (const actionId of Object.values(ACTION))
        expect(await send(pressed(actionId, value, SRE))).toBe(200)
      for (const callbackId of Object.values(MODAL))
        expect(await send(submitted(callbackId, value, SRE))).toBe(200)
      expect((await decided()).state).toEqual(before.state)
      expect((await decided()).approvals).toEqual(before.approvals)
    },
  )

  test('count for whom Slack names, wherever the button stands: the requester approves nothing of their own', async () => {
    await send(pressed(ACTION.approve, requestId, DEV))
    await send(submitted(MODAL.reject, requestId, DEV))
    expect(await decided()).toMatchObject({ state: 'open', approvals: [] })
  })
})
