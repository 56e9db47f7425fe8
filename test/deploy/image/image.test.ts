import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { aHome, anInhabitedWorkspace } from '../../cli/a-home.ts'
import { aVolume, BuiltImage, canBuildImages, type Container } from './built-image.ts'

/** Where the package is in it. */
const PACKAGE = 'opt/budgeteer/lib/node_modules/budgeteer'

const STARTED = 'budgeteer is running'
/** Words of the demo's sources, which would be found in whatever was compiled of them. */
const OF_THE_DEMO = {
  'demo/main.ts': 'The demo workspace is open',
  'demo/workspace/workspace.ts': 'The workspace has no channel',
}

/** What one line of a program that runs says. */
function saying(container: Container, pattern: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let said = ''
  container.child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    const found = pattern.exec(said)?.[1]
    if (found !== undefined) resolve(found)
  })
  void container.ran.then(({ code, out, err }) => reject(new Error(`it ended with ${code}: ${out}${err}`)))
  return promise
}

describe.skipIf(!canBuildImages())('the image (needs buildah, debootstrap, and root)', () => {
  let image: BuiltImage
  beforeAll(async () => {
    image = await BuiltImage.build()
  })
  afterAll(() => image.remove())

  /** A configuration, and a volume for the database. */
  async function premises(): Promise<{ readonly config: string; readonly data: string }> {
    const [home, data] = [await aHome(), await aVolume()]
    onTestFinished(() => rm(data, { recursive: true, force: true }))
    return { config: join(home.dir, 'config'), data }
  }

  test('runs the bot as an ordinary user, with a health check and a volume', () => {
    expect(image.config).toMatchObject({
      User: '1000:1000',
      Entrypoint: ['budgeteer'],
      Cmd: ['start'],
      StopSignal: 'SIGTERM',
      Volumes: { '/app/data': {} },
      Healthcheck: { Test: ['CMD', 'node', '-e', expect.stringContaining('/healthz')] },
    })
  })

  test('holds neither compiler nor package manager, demo or source', async () => {
    const programs = await Promise.all(
      ['bin', 'usr/bin', 'usr/local/bin', 'usr/sbin'].map((folder) => readdir(join(image.root, folder))),
    )
    expect(programs.flat()).toContain('node')
    expect(
      programs.flat().filter((name) => /^(cc|c\+\+|gcc|g\+\+|make|npm|npx|python3?)$/.test(name)),
    ).toEqual([])
    const files = await readdir(join(image.root, PACKAGE), { recursive: true })
    expect(files).toContain('lib/main.js')
    expect(files).not.toContain('demo')
    expect(files.filter((file) => /\.(ts|c|cpp|h|map)$/.test(file))).toEqual([])
    const modules = files.filter((file) => /^lib\/.*\.js$/.test(file))
    const texts = await Promise.all(modules.map((file) => readFile(join(image.root, PACKAGE, file), 'utf8')))
    const having = (words: string): readonly string[] => modules.filter((_, at) => texts[at]?.includes(words))
    expect(having(STARTED)).not.toEqual([])
    for (const [source, words] of Object.entries(OF_THE_DEMO)) {
      expect(await readFile(join(PROJECT_ROOT, source), 'utf8')).toContain(words)
      expect(having(words)).toEqual([])
    }
    const { code, err } = await image.budgeteer(['demo']).ran
    expect(code).toBe(1)
    expect(err).toContain('no demo came with this installation')
  })

  test('has the Node that the project is tested with', async () => {
    const { code, out } = await image.budgeteer(['--version']).ran
    expect(code).toBe(0)
    expect(out).toContain(`Node ${process.versions.node})`)
  })

  test('lets the bot write to its volume and to /tmp, and nowhere else', async () => {
    const { data } = await premises()
    const tries = `for (const folder of ['/', '/app/config', '/opt/budgeteer', '/usr/local/bin', '/app/data', '/tmp'])
      try { fs.writeFileSync(folder + '/written', ''); console.log(folder) } catch (error) { console.log(folder, error.code) }
      console.log(process.getuid(), process.getgid())`
    const { out } = await image.launch(['node', '-e', tries], { data }).ran
    expect(out.trim().split('\n')).toEqual([
      '/ EROFS',
      '/app/config EROFS',
      '/opt/budgeteer EROFS',
      '/usr/local/bin EROFS',
      '/app/data',
      '/tmp',
      '1000 1000',
    ])
  })

  test('check reads the configuration that is mounted', async () => {
    const { config } = await premises()
    const { code, out } = await image.budgeteer(['check'], { config }).ran
    expect(code).toBe(0)
    expect(out).toMatch(/^Good: 1 service, 1 SLO/)
  })

  test('doctor reaches Slack, and makes the database on the volume', async () => {
    const { config, data } = await premises()
    const { env } = await anInhabitedWorkspace()
    const { out } = await image.budgeteer(['doctor'], { config, data, env }).ran
    expect(out).toContain('✓ every scope is granted')
    expect(out).toContain('✓ /app/data/budgeteer.db was made')
  })

  test('start runs until it is told to stop, is well meanwhile, and leaves its database to the next', async () => {
    const { config, data } = await premises()
    const { env } = await anInhabitedWorkspace()
    const once = async (): Promise<void> => {
      const bot = image.budgeteer(image.config.Cmd, { config, data, env })
      onTestFinished(() => void bot.child.kill('SIGKILL'))
      const url = await saying(bot, /"url":"([^"]+)","msg":"budgeteer is running"/)
      const readiness = async (): Promise<number> =>
        (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) })).status
      await expect.poll(readiness, { timeout: 60_000 }).toBe(200)
      // The health check's own words, at the port that this test was given.
      const [, ...healthCheck] = image.config.Healthcheck.Test
      const here = healthCheck.map((word) => word.replace('127.0.0.1:8080', new URL(url).host))
      expect(here).not.toEqual(healthCheck)
      expect(await image.launch(here).ran).toEqual({ code: 0, out: '', err: '' })
      expect((await image.launch(healthCheck.map((word) => word.replace('8080', '1'))).ran).code).toBe(1)
      bot.child.kill('SIGTERM')
      expect((await bot.ran).code).toBe(0)
    }
    await once()
    await once()
    expect((await stat(join(data, 'budgeteer.db'))).uid).toBe(1000)
    expect((await readFile(join(data, 'budgeteer.db'))).subarray(0, 6).toString()).toBe('SQLite')
  })
})
