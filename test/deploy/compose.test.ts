import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { requiredProgram } from '../support/required-program.ts'
import { runCli } from '../cli/run-cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const at = (path: string): string => join(ROOT, path)
const textOf = (path: string): string => readFileSync(at(path), 'utf8')

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly volumes: readonly string[]; readonly command?: readonly string[] }>
  >
  readonly volumes: Readonly<Record<string, unknown>>
}

describe('compose.yaml', () => {
  const compose = parse(textOf('compose.yaml')) as Compose

  test('mounts files that there are and volumes that it declares', () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes }) => volumes)
    expect(mounts.length).toBeGreaterThan(0)
    for (const mount of mounts) {
      const [source = ''] = mount.split(':')
      if (source.startsWith('.')) expect(existsSync(at(source)), source).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    }
  })

  test("its bot's configuration is right, and differs from the shipped one in its addresses alone", async () => {
    const dir = await mkdtemp(join(tmpdir(), 'budgeteer-compose-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    await cp(at('config'), dir, { recursive: true })
    await cp(at('deploy/compose/budgeteer.yaml'), join(dir, 'budgeteer.yaml'))
    expect(await runCli(['check', '--config', dir])).toMatchObject({ code: 0, err: '' })

    const inside = textOf('deploy/compose/budgeteer.yaml')
      .replace('host: 0.0.0.0', 'host: 127.0.0.1')
      .replace('http://prometheus:9090', 'http://localhost:9090')
    expect(parse(inside)).toEqual(parse(textOf('config/budgeteer.yaml')))
  })

  test('Prometheus keeps more than the longest window', () => {
    const [, days] =
      /retention\.time=(\d+)d/.exec(compose.services['prometheus']?.command?.join(' ') ?? '') ?? []
    expect(Number(days)).toBeGreaterThan(30)
  })

  const promtool = requiredProgram('promtool')
  test.skipIf(promtool === undefined)("promtool takes Prometheus's configuration", () => {
    execFileSync(promtool ?? '', ['check', 'config', at('deploy/compose/prometheus.yml')], { stdio: 'pipe' })
  })
})
