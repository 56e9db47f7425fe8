import { expect, test } from 'vitest'
import { aHome, anInhabitedWorkspace, pushOrders } from './a-home.ts'
import { runCli, startCli } from './run-cli.ts'

test('SIGHUP and an edited file have the configuration read again, while the bot goes on', async () => {
  const home = await aHome()
  const { env } = await anInhabitedWorkspace()
  await pushOrders(home, 0.8)
  const started = startCli(['start', ...home.config], env)
  await started.saying('budgeteer is running')
  // Nothing has changed: it is read and not worth a word.
  started.child.kill('SIGHUP')

  await home.edit('policies/error-budget-policy.yaml', 'title: Elevated caution', 'titel: Elevated caution')
  await started.saying('the edited configuration was not taken up')
  await home.edit(
    'policies/error-budget-policy.yaml',
    'titel: Elevated caution',
    'title: Very elevated caution',
  )
  await started.saying('the edited configuration is in force')
  await home.edit('budgeteer.yaml', 'store:', 'poll: { every: 2m }\nstore:')
  await started.saying('these settings change with the next start')

  started.child.kill('SIGTERM')
  const { code, err } = await started.ran
  expect(code).toBe(0)
  expect(err).toContain('levels.WARNING.titel')
  expect(err).toContain('levels.WARNING.title: Elevated caution → Very elevated caution')
  const { out } = await runCli(['audit', 'export', ...home.config])
  const configurations = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; data: Record<string, unknown> })
    .filter(({ kind }) => kind === 'configuration')
  expect(configurations).toHaveLength(3)
  expect(configurations[2]?.data).toMatchObject({ restart: ['poll'], difference: [] })
})
