import { expect, test } from 'vitest'
import { slackFailure } from '../../../src/adapters/slack/slack-failure.ts'
import { webClients } from '../../../src/adapters/slack/web-clients.ts'
import { drippingServer, JSON_HEAD } from '../../support/dripping-server.ts'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

test.each(['asking', 'telling'] as const)(
  'a Slack that drips its answer is given up in time: %s',
  async (which) => {
    const server = await drippingServer(JSON_HEAD, ' ')
    const clients = webClients('xoxb-1', server.url, quiet, { askingMs: 300, tellingMs: 300 })
    const thrown = await clients[which].auth.test().catch((error: unknown) => error)
    expect(slackFailure(thrown)).toMatchObject({
      kind: 'passing',
      error: expect.stringContaining('timeout') as unknown,
    })
    expect(server.connections()).toBe(1)
  },
)
