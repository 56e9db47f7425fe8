import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledPackage } from './installed-package.ts'

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
      'lib',
      'messages',
      'package.json',
    ])
  })

  test('holds no source', async () => {
    const files = await readdir(installed.folder, { recursive: true })
    expect(files.filter((file) => /\.ts$|\.map$|tsconfig|\.test\.js$/.test(file))).toEqual([])
    expect(files).toContain(join('demo', 'page', 'page.js'))
  })

  test('brings the database alone as a dependency', async () => {
    const folders = await readdir(join(installed.app, 'node_modules'))
    expect(folders.filter((name) => !name.startsWith('.')).sort()).toEqual([
      'better-sqlite3',
      'budgeteer',
      'node-addon-api',
    ])
  })
})

describe('in an empty folder', () => {
  test('--version says version, commit and Node', async () => {
    const { code, out } = await installed.run(['--version'])
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+ \(commit ([0-9a-f]{12}(-dirty)?|unknown), Node \d+\.\d+\.\d+\)\n$/)
  })

  test('--help names the commands', async () => {
    expect(await installed.run(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ {2}start /m) as string,
      err: '',
    })
  })

  test('demo --story plays the whole story', async () => {
    const { code, out, err } = await installed.run(['demo', '--story'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/Every step happened\.\n$/)
  })

  test('an old Node is told in one sentence what is needed', async () => {
    const preload = join(import.meta.dirname, 'old-node.cjs')
    expect(await installed.run(['--help'], { nodeOptions: ['--require', preload] })).toEqual({
      code: 1,
      out: '',
      err: 'budgeteer needs Node 22.19 or newer; this is Node 20.20.2.\n',
    })
  })
})
