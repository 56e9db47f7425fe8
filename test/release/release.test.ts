import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { makeRelease, type Release } from '../../scripts/release/make-release.ts'
import { notesOf } from '../../scripts/release/changelog.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'

const run = promisify(execFile)

interface Bill {
  readonly serialNumber: string
  readonly metadata: {
    readonly component: { readonly version: string; readonly purl?: string; readonly hashes: readonly { readonly content: string }[] }
  }
  readonly components: readonly { readonly name: string; readonly version: string; readonly purl: string }[]
}

/** What the lock file asks for beyond development, as name@version. */
async function neededPackages(): Promise<Set<string>> {
  const { packages } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: true; readonly devOptional?: true }>>
  }
  const needed = Object.entries(packages).filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
  return new Set(needed.map(([path, { version }]) => `${path.split('node_modules/').at(-1) ?? ''}@${version}`))
}

describe('a rehearsal', () => {
  let root: string
  let folder: string
  let release: Release
  const named = (end: string): string => `budgeteer-${release.version}${end}`
  const text = (file: string): Promise<string> => readFile(join(folder, file), 'utf8')

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'budgeteer-release-test-'))
    folder = join(root, 'release')
    release = await makeRelease(PROJECT_ROOT, { folder, tag: null })
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  test('makes the tarball, its bill of materials, the clients of the gate and the checksums', async () => {
    expect(release.files).toEqual([
      named('.cdx.json'),
      named('.tgz'),
      'budgeteer-gate.mjs',
      'budgeteer-gate.sh',
    ])
    const { stdout } = await run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder })
    expect(stdout).toBe(release.files.map((file) => `${file}: OK\n`).join(''))
    const { stdout: listed } = await run('tar', ['-tzf', named('.tgz')], { cwd: folder })
    expect(listed.split('\n')).toContain('package/bin/budgeteer.cjs')
  })

  test('writes a bill of materials that CycloneDX takes, of the tarball beside it', async () => {
    const written = await text(named('.cdx.json'))
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5)
    expect(await validator.validate(written)).toBeNull()
    const { metadata, components, serialNumber } = JSON.parse(written) as Bill
    const tarball = await readFile(join(folder, named('.tgz')))
    expect(metadata.component).toMatchObject({ name: 'budgeteer', version: release.version })
    expect(metadata.component.hashes[0]?.content).toBe(createHash('sha256').update(tarball).digest('hex'))
    expect(serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)

    expect(new Set(components.map(({ name, version }) => `${name}@${version}`))).toEqual(await neededPackages())
  })

  test('names no place in a registry: nothing is published', async () => {
    const { metadata } = JSON.parse(await text(named('.cdx.json'))) as Bill
    expect(metadata.component.purl).toBeUndefined()
  })

  test('overwrites nothing', async () => {
    await expect(makeRelease(PROJECT_ROOT, { folder, tag: null })).rejects.toThrow('is not empty')
  })

  test('is the same when npm run release makes it again', async () => {
    const out = join(root, 'by-script')
    const { stdout } = await run(process.execPath, ['scripts/release.ts', '--out', out], { cwd: PROJECT_ROOT })
    expect(stdout).toContain(`Rehearsed ${release.version}`)
    expect(await readFile(join(out, 'SHA256SUMS'), 'utf8')).toBe(await text('SHA256SUMS'))
  })

  test('of a tag that is not the version is refused', async () => {
    const args = ['scripts/release.ts', '--tag', 'v9.9.9', '--out', join(root, 'refused')]
    await expect(run(process.execPath, args, { cwd: PROJECT_ROOT })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`the tag is v9.9.9, and package.json says version ${release.version}`) as string,
    })
  })
})

test('a tag is released from a clean checkout alone, with the notes of its version', async () => {
  const root = await mkdtemp(join(tmpdir(), 'budgeteer-release-tag-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const clone = join(root, 'clone')
  await run('git', ['clone', '--quiet', PROJECT_ROOT, clone])
  await symlink(join(PROJECT_ROOT, 'node_modules'), join(clone, 'node_modules'))
  const { version } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8')) as { readonly version: string }
  const options = { folder: join(root, 'release'), tag: `v${version}` }
  await writeFile(join(clone, 'CHANGELOG.md'), `# Changelog\n\n## ${version} – today\n\n- what is new\n`)
  await expect(makeRelease(clone, options)).rejects.toThrow('files differ from the commit')

  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com']
  await run('git', [...who, 'commit', '--quiet', '--all', '--message', 'Release'], { cwd: clone })
  await makeRelease(clone, options)
  expect(await readFile(join(options.folder, 'NOTES.md'), 'utf8')).toBe('- what is new\n')
  const { stdout } = await run('tar', ['-xzOf', `budgeteer-${version}.tgz`, 'package/package.json'], { cwd: options.folder })
  const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: clone })
  expect(commit.startsWith((JSON.parse(stdout) as { readonly commit: string }).commit)).toBe(true)
})

describe('the notes of a release', () => {
  const CHANGELOG = '# Changelog\n\n## Unreleased\n\nsoon\n\n## 0.2.0 – 2026-12-01\n\n### Added\n- this\n\n## 0.1.0 – 2026-01-01\n\n- first\n'

  test.each([
    ['0.2.0', '### Added\n- this'],
    ['0.1.0', '- first'],
  ])('of %s are what the changelog says below its heading', (version, notes) => {
    expect(notesOf(CHANGELOG, version)).toBe(notes)
  })

  test('must be there', () => {
    expect(() => notesOf(CHANGELOG, '0.2')).toThrow('CHANGELOG.md says nothing of 0.2')
    expect(() => notesOf('## 1.0.0\n\n## 0.9.0\n', '1.0.0')).toThrow('CHANGELOG.md says nothing of 1.0.0')
  })
})
