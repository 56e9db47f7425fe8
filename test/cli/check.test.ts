import { mkdir } from 'node:fs/promises'
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

test('--json gives every mistake as a value', async () => {
  const home = await aHome()
  await home.edit('slos/checkout.yaml', 'objective: 99', 'objective: 199')
  const { code, out, err } = await runCli(['check', '--json', ...home.config])
  expect({ code, err }).toEqual({ code: 1, err: '' })
  const { good, problems } = JSON.parse(out) as { good: boolean; problems: { severity: string }[] }
  expect(good).toBe(false)
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({ line: 6, path: expect.stringContaining('objective') as string }),
  ])
  const shipped = await runCli(['check', '--json'])
  expect(shipped.code).toBe(0)
  expect(JSON.parse(shipped.out)).toMatchObject({ good: true, services: 5, slos: 10, problems: [] })
})

test('a folder in the place of a file is named, with what to do', async () => {
  const home = await aHome()
  await mkdir(join(home.config[1] ?? '', 'freezes.yaml'))
  const { code, err } = await runCli(['check', ...home.config])
  expect(code).toBe(1)
  expect(err).toMatch(/^error: \/.*freezes\.yaml is a folder, where a file is meant; name the file in it\n$/)
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

test('a token that asks the gate and pushes the counts behind its answer is a warning', async () => {
  const home = await aHome()
  const tokens = 'tokens: [{ name: ci, env: BUDGETEER_TOKEN_CI }'
  await home.edit('budgeteer.yaml', tokens, tokens.replace(' }', ', scopes: [gate, events] }'))
  const both = await runCli(['check', ...home.config])
  expect(both.code).toBe(0)
  expect(both.out + both.err).toMatch(
    /^warning +\S+budgeteer\.yaml:\d+ +gate\.tokens\[ci\]\.scopes\n +ci asks the gate and may push the counts that decide its answer; give events to a token of its own$/m,
  )
  await home.edit(
    'budgeteer.yaml',
    'scopes: [gate, events] }',
    'scopes: [gate] }, { name: pusher, env: PUSHER, scopes: [events] }',
  )
  const apart = await runCli(['check', ...home.config])
  expect(apart.code).toBe(0)
  expect(apart.out + apart.err).not.toContain('asks the gate and may push')
})
