import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aHome, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

const SPECS = join(import.meta.dirname, '../fixtures/foreign')

const SLOTH = `version: prometheus/v1
service: seats
slos:
  - name: map
    objective: 99.9
    labels: { a: b }
    sli: { raw: { error_ratio_query: 'seats:errors:ratio_rate{{.window}}' } }
    alerting: { name: Seats }
`

async function withSpec(text = SLOTH): Promise<{ readonly home: Home; readonly spec: string }> {
  const home = await aHome()
  await home.edit(
    'budgeteer.yaml',
    'store:',
    'sources: { main: { prometheus: { url: http://127.0.0.1:1 } } }\nstore:',
  )
  const spec = join(home.dir, 'spec.yaml')
  await writeFile(spec, text)
  return { home, spec }
}

test('specs of the three tools become files that check finds good', async () => {
  const { home } = await withSpec()
  const { code, out, err } = await runCli([
    'import',
    SPECS,
    '--owner-group',
    'S0TEAM',
    '--source',
    'main',
    ...home.config,
  ])
  expect({ code, err }).toEqual({ code: 1, err: '' })
  // Two of the specs hold the same Sloth service, whose SLOs are told apart by their names.
  expect(out).toContain('the service ticket-shop has another SLO called orders')
  expect((await readdir(join(home.dir, 'config', 'slos'))).sort()).toEqual([
    'box-office.yaml',
    'checkout.yaml',
    'seats.yaml',
    'ticket-shop.yaml',
  ])
  const checked = await runCli(['check', ...home.config])
  expect(checked).toMatchObject({ code: 0 })
  expect(checked.out).toMatch(/^Good: 4 services, /)
})

test('the file says where each SLO came from', async () => {
  const { home, spec } = await withSpec()
  const { code, out } = await runCli([
    'import',
    spec,
    '--owner-user',
    'U0OWNER',
    '--policy',
    'zones',
    ...home.config,
  ])
  const path = join(home.dir, 'config', 'slos', 'seats.yaml')
  expect(code).toBe(0)
  expect(out).toContain('6  not carried  slos[map].labels: for the labels')
  expect(out).toContain(`${path}: written\n1 service with 1 SLO; 1 assumed, 2 not carried`)
  const written = await readFile(path, 'utf8')
  expect(written.replace(/\$schema=\S+/, '$schema=SCHEMA')).toBe(`# yaml-language-server: $schema=SCHEMA
# Written by \`budgeteer import\`.
services:
  - name: seats
    title: seats
    owner: { users: [ U0OWNER ] }
    policy: zones
    slos:
      # From Sloth, ${spec}:4
      - name: map
        title: map
        objective: 99.9
        window: 30d # Sloth’s period stands in no spec: check it
        sli:
          ratio:
            expr: 1 - (seats:errors:ratio_rate$window)
`)
})

test('the owner stays open; check asks for it', async () => {
  const { home, spec } = await withSpec()
  const { out } = await runCli(['import', spec, ...home.config])
  expect(out).toContain('Nobody owns these services yet')
  const { code, err } = await runCli(['check', ...home.config])
  expect(code).toBe(1)
  expect(err).toContain('seats.yaml:6  services[seats].owner')
  expect(err).toContain('nobody owns the service')
})

test('a file that is there is left alone unless --force says otherwise', async () => {
  const { home, spec } = await withSpec()
  await home.write('slos/seats.yaml', '# mine\n')
  const path = join(home.dir, 'config', 'slos', 'seats.yaml')
  const left = await runCli(['import', spec, ...home.config])
  expect(left.code).toBe(1)
  expect(left.out).toContain(`${path}: exists already and was left alone; --force overwrites it`)
  expect(await readFile(path, 'utf8')).toBe('# mine\n')
  const forced = await runCli(['import', spec, '--force', ...home.config])
  expect(forced.code).toBe(0)
  expect(await readFile(path, 'utf8')).toContain('name: seats')
})

test('a dry run reports as JSON and writes nothing', async () => {
  const { home, spec } = await withSpec()
  const { code, out } = await runCli([
    'import',
    spec,
    '--dry-run',
    '--json',
    '--window',
    '28d',
    ...home.config,
  ])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    services: [{ service: 'seats', slos: ['map'] }],
    files: [{ path: join(home.dir, 'config', 'slos', 'seats.yaml'), outcome: 'not-written' }],
    absent: [],
  })
  expect(await readdir(join(home.dir, 'config', 'slos'))).toEqual(['checkout.yaml'])
})

test.each([
  ['file', 'exists already, and is no folder; name another path'],
  ['file/slos', 'does not exist, because part of its path is a file; name a folder there'],
])('a target that cannot be made is told with what to do: %s', async (out, told) => {
  const { home, spec } = await withSpec()
  await writeFile(join(home.dir, 'file'), '')
  const args = ['import', spec, '--owner-group', 'S0TEAM', '--out', join(home.dir, out), ...home.config]
  const { code, err } = await runCli(args)
  expect(code).toBe(1)
  expect(err).toContain(`${join(home.dir, out)} ${told}`)
  expect(err).not.toMatch(/\n +at /)
})

describe('exit codes:', () => {
  test('1 when an SLO is refused, and the others are written all the same', async () => {
    const { home, spec } = await withSpec(
      `${SLOTH}---\n${SLOTH.replace('seats', 'doors').replace('99.9', '100')}`,
    )
    const { code, out } = await runCli(['import', spec, ...home.config])
    expect(code).toBe(1)
    expect(out).toMatch(/14 +refused +slos\[map\]\.objective: found 100, which leaves no error budget/)
    expect((await readdir(join(home.dir, 'config', 'slos'))).sort()).toEqual(['checkout.yaml', 'seats.yaml'])
  })

  test.each<[string, readonly string[], number, RegExp]>([
    ['a file that is not there', ['/nowhere/spec.yaml'], 1, /^\/nowhere\/spec\.yaml: no file matches/],
    ['no file named', [], 2, /missing required argument/],
    [
      'a format that there is not',
      ['spec.yaml', '--format', 'nobl9'],
      2,
      /Allowed choices are sloth, openslo, pyrra/,
    ],
    ['an owner that is none', ['spec.yaml', '--owner-group', 'team'], 2, /the id of a Slack user group/],
    ['a window that is none', ['spec.yaml', '--window', 'month'], 2, /a duration such as 28d/],
  ])('%s', async (_, args, code, says) => {
    const ran = await runCli(['import', ...args])
    expect(ran.code).toBe(code)
    expect(ran.out + ran.err).toMatch(says)
  })
})
