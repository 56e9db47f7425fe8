import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { requiredProgram } from '../support/required-program.ts'
import { runCli } from './run-cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const at = (path: string): string => join(ROOT, path)
const textOf = (path: string): string => readFileSync(at(path), 'utf8')

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly volumes: readonly string[]; readonly command?: readonly string[] }>
  >
  readonly volumes: Readonly<Record<string, unknown>>
}

describe('the image', () => {
  const copied = [...textOf('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  )

  test('copies files that exist and that the build may see', () => {
    const letIn = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    expect(copied).toContain('src')
    for (const path of copied) {
      expect(existsSync(at(path)), path).toBe(true)
      expect(letIn).toContain(path)
    }
    expect(letIn.toSorted()).toEqual([...new Set(copied)].toSorted())
  })

  test('runs the budgeteer of package.json, on a Node version that it allows, not as root', () => {
    const dockerfile = textOf('Dockerfile')
    const { bin, engines } = JSON.parse(textOf('package.json')) as {
      bin: { budgeteer: string }
      engines: { node: string }
    }
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "${bin.budgeteer}"]`)
    const version = Number(/^ARG NODE_VERSION=(\d+)$/m.exec(dockerfile)?.[1])
    expect(version).toBeGreaterThan(Number(/\d+/.exec(engines.node)?.[0]))
    expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('ENTRYPOINT'))
    expect(dockerfile).toContain('/healthz')
  })
})

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

describe('.env.example', () => {
  test('names every variable that the shipped configuration names, and holds no value', () => {
    const example = textOf('.env.example')
    const named = [...textOf('config/budgeteer.yaml').matchAll(/(?:env|_env): ([A-Z][A-Z0-9_]+)/g)].map(
      ([, variable = '']) => variable,
    )
    expect(named).toContain('BUDGETEER_TOKEN_CI')
    for (const variable of [
      ...named,
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'SLACK_SIGNING_SECRET',
      'SLACK_API_URL',
    ])
      expect(example).toMatch(new RegExp(`^(# )?${variable}=$`, 'm'))
    expect(Object.values(parseEnv(example)).filter((value) => value !== '')).toEqual([])
  })
})
