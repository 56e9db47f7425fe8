import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aHome, type Home } from './a-home.ts'
import { startCli } from './run-cli.ts'

interface HeldServer {
  readonly url: string
  /** Answers everything that was asked and will be: the queries are refused. */
  letGo(): void
}

/** A metrics source that answers nobody until it is told to. */
async function heldServer(): Promise<HeldServer> {
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const server = createServer((_request, response) => {
    void held.then(() =>
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"status":"error"}'),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    letGo()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, letGo }
}

async function aHomeWith(url: string): Promise<Home> {
  const home = await aHome()
  await home.edit(
    'budgeteer.yaml',
    'store:',
    `sources: { main: { prometheus: { url: '${url}', timeout: 5m } } }\nstore:`,
  )
  await home.edit(
    'slos/checkout.yaml',
    '{ pushed: {} }',
    '{ events: { good: good_total, total: all_total } }',
  )
  return home
}

describe('work that takes over two seconds says so on standard error', () => {
  test.each([
    ['status', 'measuring 1 SLO'],
    ['doctor', 'parts looked at'],
  ])('%s', async (command, words) => {
    const source = await heldServer()
    const home = await aHomeWith(source.url)
    const { saying, ran } = startCli([command, '--json', ...home.config], { BUDGETEER_PROGRESS: '' })
    await saying(words)
    source.letGo()
    const { code, out } = await ran
    expect(code).toBe(1)
    expect(() => JSON.parse(out) as unknown).not.toThrow()
  })
})
