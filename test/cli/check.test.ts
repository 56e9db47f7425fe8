import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')

describe('what ships is right', () => {
  test('the configuration', async () => {
    const { code, out, err } = await runCli(['check'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Good: 5 services, 10 SLOs, policies ([\w-]+ \S+, )*error-budget-policy \S+,.*\.\n$/)
  })

  test('the smallest example', async () => {
    const { code, out } = await runCli(['check', '--config', join(ROOT, 'config/examples/minimal')])
    expect(code).toBe(0)
    expect(out).toMatch(/^Good: 1 service, 1 SLO, policy simple \S+\.\n$/)
  })
})

test('every mistake is reported at once, with its file and line', async () => {
  const home = await aHome()
  await home.edit('budgeteer.yaml', 'sre: {', 'sre: { colour: red,')
  await home.edit('slos/checkout.yaml', 'objective: 99', 'objective: 199')
  const { code, out, err } = await runCli(['check', ...home.config])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/budgeteer\.yaml:5 .*roles/)
  expect(err).toMatch(/checkout\.yaml:6 .*objective/)
  expect(err).toMatch(/\n2 errors, \d+ warnings?\n$/)
})

test.each([
  ['no configuration', ['--config', '/nowhere'], /nowhere\/budgeteer\.yaml\n.*there is no such file/],
  ['no templates', ['--messages', '/nowhere'], /nowhere/],
])('%s is an error', async (_what, args, says) => {
  const { code, out, err } = await runCli(['check', ...args])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(says)
  expect(err).not.toMatch(/\n +at /)
})
