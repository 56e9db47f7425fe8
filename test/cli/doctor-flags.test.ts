import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Finding } from '../../src/cli/doctor/finding.ts'
import { LAUNCHDARKLY_TOKEN, LaunchDarklyServer } from '../support/launchdarkly-server.ts'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

const EXAMPLE = join(import.meta.dirname, '../../config/examples/decision-matrix/payment-gateway.flagd.json')

test('doctor looks at each flag, and changes none', async () => {
  const server = await LaunchDarklyServer.start()
  onTestFinished(() => server.stop())
  server.makeFlag('one-click')
  const home = await aHome()
  await home.write('flags.json', await readFile(EXAMPLE, 'utf8'))
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `flag_providers:
  files: { kind: flagd, file: flags.json }
  ld: { kind: launchdarkly, url: '${server.url}', token_env: LD_TOKEN, mode: live }
  idle: { kind: flagd, file: idle.json }
default_policy:`,
  )
  await home.edit(
    'slos/checkout.yaml',
    '    slos:',
    `    flags:
      - { provider: files, flag: new-checkout }
      - { provider: files, flag: basket }
      - { provider: ld, flag: one-click, project: shop, environment: production }
      - { provider: ld, flag: one-click, project: shop, environment: guarded }
    slos:`,
  )
  const { out } = await runCli(['doctor', '--json', ...home.config], { LD_TOKEN: LAUNCHDARKLY_TOKEN })
  const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] }
  const own = findings.filter(({ area }) => area === 'flags').map(({ kind, text }) => `${kind}: ${text}`)
  expect(own).toEqual([
    'good: new-checkout (files) is ENABLED, default variant on; mode dry: a rollback is said, and not done',
    expect.stringMatching(
      /^warning: basket \(files\) cannot be looked at: .*it has no flag basket; it has new-checkout$/,
    ),
    'good: one-click in production (ld) is on; its token may change it',
    expect.stringMatching(/^warning: one-click in guarded \(ld\) is on, and cannot be changed: .*approval/),
    expect.stringMatching(/^warning: nothing rolls the flags of checkout back: /),
    'warning: no service has a flag of idle',
  ])
  expect(out).not.toContain(LAUNCHDARKLY_TOKEN)
  expect([server.isOn('one-click'), server.comments]).toEqual([true, []])
})
