import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { CHANNELS, COMMANDS, PEOPLE, TEAM, USER_GROUPS } from '../../demo/cast.ts'
import { startWorkspace } from '../../demo/workspace/workspace.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'
import type { Ran } from '../support/start-program.ts'
import { InstalledPackage } from './installed-package.ts'
import { hasNode22, node22 } from './node-22.ts'
import { writeTwoFiles } from './two-files.ts'

let installed: InstalledPackage
beforeAll(async () => {
  installed = await InstalledPackage.install()
})
afterAll(() => installed.remove())

describe('the tarball', () => {
  test('holds the program, its files and the demo, and nothing else', async () => {
    expect((await readdir(installed.folder)).sort()).toEqual([
      'LICENSE',
      'LICENSES-OF-DEPENDENCIES.txt',
      'README.md',
      'bin',
      'config',
      'demo',
      'fonts',
      'gate-client',
      'lib',
      'messages',
      'package.json',
    ])
  })

  test('holds the licences of what was compiled in and of the fonts, with the notices that they ask for', async () => {
    const licences = await readFile(join(installed.folder, 'LICENSES-OF-DEPENDENCIES.txt'), 'utf8')
    for (const words of ['Bitstream Vera Fonts Copyright', 'Apache ECharts\nCopyright'])
      expect(licences).toContain(words)
  })

  test('holds no source', async () => {
    const files = await readdir(installed.folder, { recursive: true })
    expect(files.filter((file) => /\.ts$|\.map$|tsconfig|\.test\.js$/.test(file))).toEqual([])
    expect(files).toContain(join('demo', 'page', 'page.js'))
  })

  test('brings as dependencies what has native parts: the database, and what makes pixels of pictures', async () => {
    const folders = await readdir(join(installed.app, 'node_modules'))
    expect(folders.filter((name) => !name.startsWith('.')).sort()).toEqual([
      '@resvg',
      'better-sqlite3',
      'budgeteer',
      'node-addon-api',
    ])
  })
})

test('an old Node is told in one sentence what is needed', async () => {
  const preload = join(import.meta.dirname, 'old-node.cjs')
  expect(await installed.run(['--help'], { nodeOptions: ['--require', preload] })).toEqual({
    code: 1,
    out: '',
    err: 'budgeteer needs Node 22.19 or newer; this is Node 20.20.2.\n',
  })
})

/** Parts of the bot that take long to load, by words of their code. */
const HEAVY = {
  Bolt: 'SocketModeReceiver',
  SQLite: 'better-sqlite3',
  Fastify: 'avvio',
  ECharts: 'zrender',
  resvg: '@resvg/resvg-js',
  demo: 'Every step happened',
}

test.each([
  { args: ['--help'], loads: [] },
  { args: ['--version'], loads: [] },
  { args: ['gate', '--help'], loads: [] },
  { args: ['policy', 'table'], loads: [] },
  { args: ['audit', 'verify', '--help'], loads: [] },
])('$args loads $loads of what is heavy', async ({ args, loads }) => {
  const preload = join(import.meta.dirname, 'loaded-files.mjs')
  const { code, err } = await installed.run(args, { nodeOptions: ['--import', preload] })
  expect(code).toBe(0)
  const files = [...err.matchAll(/^loaded file:\/\/(.*\/lib\/.*)$/gm)].map(([, file]) => file ?? '')
  expect(files.length).toBeGreaterThan(0)
  const loaded = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('')
  expect(Object.entries(HEAVY).flatMap(([part, words]) => (loaded.includes(words) ? [part] : []))).toEqual(
    loads,
  )
})

test('each example that comes with it is good', async () => {
  const examples = join(installed.folder, 'config', 'examples')
  for (const example of await readdir(examples)) {
    const { code, out } = await installed.run(['check', '--config', join(examples, example)])
    expect({ code, out }, example).toEqual({ code: 0, out: expect.stringMatching(/^Good: /) as string })
  }
})

test('demo --story plays the whole story, on the oldest Node that there is', async () => {
  const { code, out, err } = await installed.run(
    ['demo', '--story'],
    hasNode22 ? { node: await node22() } : {},
  )
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/Every step happened\.\n$/)
})

const RUNTIMES = [
  { name: 'the Node of this checkout', node: () => process.execPath, isThere: true },
  { name: 'Node 22', node: node22, isThere: hasNode22 },
]

describe.each(RUNTIMES.filter(({ isThere }) => isThere))('on $name, in an empty folder', ({ node }) => {
  let cwd: string
  const run = async (...args: string[]): Promise<Ran> => installed.run(args, { node: await node(), cwd })
  beforeEach(async () => {
    cwd = await installed.emptyFolder()
  })

  test('--version says version, commit and Node', async () => {
    const { code, out, err } = await run('--version')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^\d+\.\d+\.\d+ \(commit ([0-9a-f]{12}(-dirty)?|unknown), Node \d+\.\d+\.\d+\)\n$/)
  })

  test('--help names the commands', async () => {
    const { code, out, err } = await run('--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^ {2}start /m)
  })

  test('policy table prints the usual policy, and each other that ships by its name', async () => {
    expect(await run('policy', 'table')).toMatchObject({
      code: 0,
      out: startingWith('Error Budget Policy'),
    })
    const zones = await run('policy', 'table', '--policy', 'zones')
    expect(zones).toMatchObject({ code: 0, out: startingWith('Error budget zones, ') })
  })

  test('check says where a configuration would begin', async () => {
    const { code, err } = await run('check')
    expect(code).toBe(1)
    expect(err).toMatch(/config.budgeteer\.yaml\n +there is no such file/)
  })

  test('two files are a configuration, and a message of its own wins', async () => {
    await writeTwoFiles(cwd)
    expect(await run('check')).toEqual({
      code: 0,
      out: expect.stringMatching(/^Good: 1 service, 1 SLO, policy zones 1\.0\+\w+\.\n$/) as string,
      err: '',
    })
    const status = await run('status')
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining('Checkout (checkout)') as string })

    await mkdir(join(cwd, 'messages'))
    await writeFile(join(cwd, 'messages', 'level.liquid'), '{{ levle }}')
    expect(await run('check')).toMatchObject({
      code: 1,
      err: expect.stringContaining('level.liquid: line 1: there is no "levle"') as string,
    })
  })

  test('the bot starts from them, keeps its database beside them, and stops when it is told to', async () => {
    await writeTwoFiles(cwd)
    const tokens = { botToken: 'xoxb-package', appToken: 'xapp-package', signingSecret: 'package' }
    const workspace = await startWorkspace({
      team: TEAM,
      people: PEOPLE,
      channels: CHANNELS,
      userGroups: USER_GROUPS,
      app: { name: 'Budgeteer', commands: COMMANDS, ...tokens },
      clock: systemClock,
    })
    onTestFinished(() => workspace.close())
    const env = {
      SLACK_BOT_TOKEN: tokens.botToken,
      SLACK_APP_TOKEN: tokens.appToken,
      SLACK_API_URL: workspace.apiUrl,
    }
    const bot = await installed.start(['start'], { node: await node(), cwd, env })
    await bot.saying('budgeteer is running')
    expect(workspace.connectionCount()).toBe(1)
    bot.child.kill('SIGTERM')
    expect((await bot.ran).code).toBe(0)
    expect(await readdir(join(cwd, 'data'))).toContain('budgeteer.db')
  })
})

const startingWith = (words: string): string => expect.stringMatching(new RegExp(`^${words}`)) as string
