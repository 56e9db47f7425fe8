import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  await started.saying('the edited configuration is not in force')
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

test('files of other tools that `imports` names are followed too', async () => {
  const home = await aHome()
  const { env } = await anInhabitedWorkspace()
  const specs = join(home.dir, 'specs')
  const spec = (objective: string): string => `version: prometheus/v1
service: seats
slos:
  - name: map
    objective: ${objective}
    sli: { raw: { error_ratio_query: 'seats:errors:ratio_rate{{.window}}' } }
    alerting: {}
`
  await mkdir(specs)
  await writeFile(join(specs, 'seats.yaml'), spec('99.9'))
  await home.edit(
    'budgeteer.yaml',
    'store:',
    `sources: { main: { prometheus: { url: 'http://127.0.0.1:1' } } }
imports: [{ files: '../specs/*.yaml', owner: { users: [U0OWNER] } }]
store:`,
  )
  const checked = await runCli(['check', ...home.config])
  expect(checked).toMatchObject({
    code: 0,
    out: expect.stringContaining('Good: 2 services, 2 SLOs') as string,
  })
  const started = startCli(['start', ...home.config], env)
  await started.saying('budgeteer is running')

  await writeFile(join(specs, 'seats.yaml'), spec('100'))
  await started.saying('the edited configuration is not in force')
  await writeFile(join(specs, 'seats.yaml'), spec('99.5'))
  await started.saying('the edited configuration is in force')

  started.child.kill('SIGTERM')
  const { code, err } = await started.ran
  expect(code).toBe(0)
  expect(err).toMatch(/seats\.yaml:5 +slos\[map\]\.objective/)
  expect(err).toContain('leaves no error budget')
})
