import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { compose } from '../../src/app/compose.ts'
import { openWithSecrets } from '../../src/cli/configuration/open-configuration.ts'
import { openLog } from '../../src/adapters/system/logger.ts'
import { randomIds } from '../../src/adapters/system/random-ids.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'
import { whenToldToStop } from '../../src/cli/terminal/when-told-to-stop.ts'
import { aHome, anInhabitedWorkspace, pushOrders } from './a-home.ts'
import { startedLease } from '../support/started-lease.ts'
import { startCli } from './run-cli.ts'

/** What Kubernetes gives before it kills. */
const STOP_MS = 30_000

test('a bot that cannot start leaves nothing connected', async () => {
  const home = await aHome()
  const { workspace, env } = await anInhabitedWorkspace()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  await home.edit(
    'budgeteer.yaml',
    'port: 0',
    `port: ${typeof address === 'object' ? (address?.port ?? 0) : 0}`,
  )
  await pushOrders(home, 0.18)
  const before = { ...process.env }
  Object.assign(process.env, env)
  onTestFinished(() => {
    process.env = before
  })
  const opened = await openWithSecrets({ config: home.config[1] ?? '', messages: 'messages' })
  await home.store(async (store) => {
    const lease = await startedLease(store)
    const starting = compose({
      ...opened,
      store,
      lease,
      clock: systemClock,
      ids: randomIds,
      logger: openLog('silent', []),
    })
    await expect(starting).rejects.toThrow('EADDRINUSE')
  })
  await expect.poll(() => workspace.connectionCount()).toBe(0)
})

test('it stops before it would be killed although Slack does not answer', async () => {
  const home = await aHome()
  const { workspace, env } = await anInhabitedWorkspace()
  await pushOrders(home, 0.18)
  workspace.failNext('chat.postMessage', { delayMs: 60_000 }, 100)
  const started = startCli(['start', '--log-level', 'debug', ...home.config], env)
  await started.saying('budgeteer is running')
  await home.store(async ({ deliveries }) => {
    await expect
      .poll(async () => (await deliveries.pending(10))[0]?.state, { timeout: 30_000 })
      .toBe('sending')
  })
  const toldAt = performance.now()
  started.child.kill('SIGTERM')
  const { code } = await started.ran
  expect(performance.now() - toldAt).toBeLessThan(STOP_MS)
  expect(code).toBe(0)
})

test('any second signal ends the process at once', async () => {
  const told = whenToldToStop()
  process.emit('SIGTERM', 'SIGTERM')
  expect(await told).toBe('SIGTERM')
  expect([process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')]).toEqual([0, 0])
})
