import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { secretBytes, signedHeaders } from '../../../src/adapters/webhooks/signature.ts'
import { API_KEY, opsgenieServer } from '../../support/opsgenie-server.ts'
import { pagerDutyServer, ROUTING_KEY } from '../../support/pagerduty-server.ts'
import { mailServer } from '../../support/mail-server.ts'
import { aHome, anInhabitedWorkspace, type Home, pushOrders } from '../a-home.ts'
import { runCli } from '../run-cli.ts'

const SECRET = 'a-secret-of-the-receiver'

interface Heard {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver of events; what is sent to `/refuses` is answered with 410. */
async function receiver(): Promise<{ readonly url: string; readonly heard: readonly Heard[] }> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ url: request.url ?? '', headers: request.headers, body })
      response.writeHead(request.url === '/refuses' ? 410 : 204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

async function aBotWithOutlets(url: string, mailPort: number) {
  const [home, { env }] = [await aHome(), await anInhabitedWorkspace()]
  await pushOrders(home, 0.38)
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `mail:
  host: 127.0.0.1
  port: ${mailPort}
  require_tls: false
  from: bot@example.com
  lists: { team: [team@example.com, lead@example.com], leads: [lead@example.com] }
webhooks:
  - { name: desk, url: '${url}/events', secret_env: RECEIVER_SECRET, allow_private: true }
  - { name: gone, url: '${url}/refuses', secret_env: RECEIVER_SECRET, allow_private: true }
default_policy:`,
  )
  return { home, env: { ...env, RECEIVER_SECRET: SECRET } }
}

const doctor = ({ config }: Home, env: Readonly<Record<string, string>>, ...more: string[]) =>
  runCli(['doctor', ...more, ...config], env)

test('doctor sends nothing that nobody asked for', async () => {
  const [{ url, heard }, { mails, port }] = [await receiver(), await mailServer()]
  const { home, env } = await aBotWithOutlets(url, port)
  const { out } = await doctor(home, env)
  expect(out).toContain('The bot can start')
  expect(heard).toEqual([])
  expect(mails).toEqual([])
})

test('--send-test sends one marked test through each outlet, and says what each answered', async () => {
  const [{ url, heard }, { mails, port }] = [await receiver(), await mailServer()]
  const { home, env } = await aBotWithOutlets(url, port)
  const { code, out } = await doctor(home, env, '--send-test')

  expect(out).toContain('✓ the list team took the test')
  expect(out).toContain('✓ the list leads took the test')
  expect(out).toContain('✓ the receiver desk took the test')
  expect(out).toContain('✗ the receiver gone did not take the test: webhook gone answered 410')
  expect(code).toBe(1)
  expect(out).not.toContain(SECRET)

  expect(mails.map(({ to }) => to)).toEqual([['team@example.com', 'lead@example.com'], ['lead@example.com']])
  expect(heard.map((one) => one.url)).toEqual(['/events', '/refuses'])
  const [{ headers, body }] = heard as [Heard]
  expect(JSON.parse(body)).toMatchObject({ kind: 'event', type: 'test', service: '*' })
  const sentAt = Number(headers['webhook-timestamp']) * 1_000
  expect(headers).toMatchObject(
    signedHeaders(secretBytes(SECRET), String(headers['webhook-id']), sentAt, body),
  )
})

test('--send-test calls through each pager, and says at once that it is over', async () => {
  const [pagerDuty, opsgenie] = [await pagerDutyServer(), await opsgenieServer()]
  const [home, { env }] = [await aHome(), await anInhabitedWorkspace()]
  await pushOrders(home, 0.38)
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `pagers:
  - { name: payments, pagerduty: { routing_key_env: PD_KEY, url: '${pagerDuty.url}' } }
  - { name: platform, opsgenie: { api_key_env: OG_KEY, url: '${opsgenie.url}' } }
  - { name: stranger, opsgenie: { api_key_env: OTHER_KEY, url: '${opsgenie.url}' } }
default_policy:`,
  )
  const keys = { PD_KEY: ROUTING_KEY, OG_KEY: API_KEY, OTHER_KEY: 'a-key-of-somebody-else' }
  const plain = await doctor(home, { ...env, ...keys })
  expect(plain.out).toContain('✓ the host of payments is known')
  expect([...pagerDuty.calls, ...opsgenie.calls]).toEqual([])

  const { code, out } = await doctor(home, { ...env, ...keys }, '--send-test')
  expect(out).toContain('✓ the pager payments took the test')
  expect(out).toContain('✓ the pager platform took the test')
  expect(out).toContain('✗ the pager stranger did not take the test: pager stranger answered 401')
  expect(code).toBe(1)
  for (const key of Object.values(keys)) expect(out).not.toContain(key)
  expect([...pagerDuty.incidents.values()]).toEqual([['resolved']])
  expect(opsgenie.alerts).toMatchObject([{ status: 'closed' }])
  expect(opsgenie.alerts[0]?.message).toContain('this is a test')
})
