import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { prometheusClient } from '../../../src/adapters/prometheus/client.ts'
import { webhookMessenger } from '../../../src/adapters/webhooks/webhook-messenger.ts'
import { proxiesIn, useProxies } from '../../../src/adapters/system/proxies.ts'
import { systemClock } from '../../../src/adapters/system/system-clock.ts'
import { type ProxyServer, startProxy } from '../../support/proxy-server.ts'
import { openOffice } from '../slack/support/office.ts'

const usual = getGlobalDispatcher()
let proxy: ProxyServer
let server: Server
let port: number
beforeEach(async () => {
  proxy = await startProxy()
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"status":"success","data":{"resultType":"vector","result":[]}}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  port = (server.address() as AddressInfo).port
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, undefined)
  vi.stubEnv('HTTP_PROXY', proxy.url)
  vi.stubEnv('NO_PROXY', `here.test,127.0.0.1:${port}`)
  useProxies()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  setGlobalDispatcher(usual)
  await proxy.close()
  await new Promise((resolve) => server.close(resolve).closeAllConnections())
})

const prometheusAt = (url: string) =>
  prometheusClient(
    { url, timeoutMs: 20_000, concurrency: 2, retries: 0, auth: { kind: 'none' } } as Parameters<
      typeof prometheusClient
    >[0],
    systemClock,
  )

// No name server knows these hosts: what reaches them went through the proxy.
test('Prometheus is asked through the proxy, and beside it where NO_PROXY says so', async () => {
  const far = prometheusAt(`http://prometheus.test:${port}`)
  const { signal } = new AbortController()
  expect(await far.query('up', undefined, signal)).toMatchObject({ kind: 'success' })
  expect(proxy.seen).toEqual([`prometheus.test:${port}`])
  const near = prometheusAt(`http://127.0.0.1:${port}`)
  expect(await near.query('up', undefined, signal)).toMatchObject({ kind: 'success' })
  expect(proxy.seen).toHaveLength(1)
  const named = prometheusAt(`http://sub.here.test:${port}`)
  expect(await named.query('up', undefined, signal)).toMatchObject({ kind: 'failed' })
  expect(proxy.seen).toHaveLength(1)
  await Promise.all([far.close(), near.close(), named.close()])
})

test('webhooks are sent through the proxy', async () => {
  const messenger = webhookMessenger(
    [
      {
        name: 'ci',
        url: `http://ci.test:${port}/hook`,
        allowPrivate: false,
        secret: `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`,
      },
    ],
    systemClock,
  )
  const message = { address: { kind: 'webhook', receiver: 'ci' }, id: 'm/1' }
  const [first, second] = [message, { text: '{}' }] as unknown[] as Parameters<typeof messenger.post>
  expect(await messenger.post(first, second, null)).toMatchObject({ kind: 'sent' })
  expect(proxy.seen).toEqual([`ci.test:${port}`])
})

test('Slack is called and Socket Mode connected through the proxy', async () => {
  const office = await openOffice('socket')
  const host = new URL(office.workspace.apiUrl).host
  expect(office.slack.connected()).toBe(true)
  expect(office.workspace.connectionCount()).toBe(1)
  expect(proxy.seen.filter((seen) => seen === host).length).toBeGreaterThan(1)
  await office.close()
})

test('a proxy without a scheme is spoken to by HTTP, as curl does', async () => {
  vi.stubEnv('HTTP_PROXY', ` ${proxy.url.replace('http://', '')} `)
  useProxies()
  const far = prometheusAt(`http://prometheus.test:${port}`)
  expect(await far.query('up', undefined, new AbortController().signal)).toMatchObject({ kind: 'success' })
  expect(proxy.seen).toEqual([`prometheus.test:${port}`])
  await far.close()
  expect(proxiesIn({ HTTP_PROXY: 'proxy.example.com:3128' })).toEqual([
    { variable: 'HTTP_PROXY', address: 'http://proxy.example.com:3128' },
  ])
})

test('what names no proxy is refused with the form that does', () => {
  expect(() => useProxies({ HTTPS_PROXY: 'http://' })).toThrow(/^HTTPS_PROXY names no proxy/)
})

test('what names a proxy is told without user and password', () => {
  expect(proxiesIn({ HTTPS_PROXY: 'http://me:secret@proxy.example.com:3128', HTTP_PROXY: '' })).toEqual([
    { variable: 'HTTPS_PROXY', address: 'http://proxy.example.com:3128' },
  ])
})
