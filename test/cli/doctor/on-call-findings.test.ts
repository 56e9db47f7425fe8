import { expect, test } from 'vitest'
import { API_TOKEN, onCallsServer } from '../../support/oncalls-server.ts'
import { aHome, anInhabitedWorkspace, pushOrders } from '../a-home.ts'
import { runCli } from '../run-cli.ts'

test('doctor says who is on call, and which rota cannot be read', async () => {
  const entry = { email: 'ines@example.com', start: null, end: null }
  const { url } = await onCallsServer('PROTA', () => [entry])
  const [home, { env }] = [await aHome(), await anInhabitedWorkspace()]
  await pushOrders(home, 0.38)
  await home.edit(
    'budgeteer.yaml',
    'store:',
    '  on-call: { title: On call }\n  away: { title: Away }\nstore:',
  )
  const rota = (token: string, people: string) =>
    `{ pagerduty: { schedule: PROTA, token_env: ${token}, url: '${url}' }, people: ${people} }`
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `on_call:
  on-call: ${rota('PD_TOKEN', '{ ines@example.com: U0SRE1 }')}
  away: ${rota('PD_OTHER', '{}')}
default_policy:`,
  )
  const keys = { PD_TOKEN: API_TOKEN, PD_OTHER: 'a-token-of-somebody-else' }
  const { out } = await runCli(['doctor', ...home.config], { ...env, ...keys })
  expect(out).toContain('✓ on-call: ines@example.com is on call (U0SRE1)')
  expect(out).toContain('✗ the rota of away cannot be read: PagerDuty answered 401')
  for (const key of Object.values(keys)) expect(out).not.toContain(key)
})
