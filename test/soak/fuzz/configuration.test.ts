import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc, { type Arbitrary } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { type LoadedConfiguration, loadConfiguration } from '../../../src/config/load-configuration.ts'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { runPolicyTests } from '../../../src/config/policies/policy-test-reader.ts'
import { describeProblems, isError, type Problem } from '../../../src/config/reading/problem.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { expectClear } from './clear-answer.ts'
import { fuzz } from './fuzz.ts'
import { nearlyYaml } from './nasty-yaml.ts'

const CONFIG = join(PROJECT_ROOT, 'config')
/** Each is a whole configuration: a folder with its `budgeteer.yaml`. */
const FOLDERS = [
  CONFIG,
  ...globSync(join(CONFIG, 'examples/*/')),
  join(PROJECT_ROOT, 'test/fixtures/config/good'),
]

interface Case {
  readonly folder: string
  /** Below the folder. */
  readonly file: string
  readonly text: string
}

let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'budgeteer-fuzz-'))
})
afterAll(() => rm(work, { recursive: true, force: true }))

const filesOf = (folder: string): readonly string[] =>
  globSync(['*.yaml', 'slos/*.yaml', 'policies/*.yaml'], {
    cwd: folder,
    exclude: ['slack-manifest.yaml'],
  }).sort()

async function casesOf(): Promise<Arbitrary<Case>> {
  const all = FOLDERS.filter((folder) => filesOf(folder).includes('budgeteer.yaml')).flatMap((folder) =>
    filesOf(folder).map((file) => ({ folder, file })),
  )
  const texts = await Promise.all(all.map(({ folder, file }) => readFile(join(folder, file), 'utf8')))
  return fc.oneof(
    ...all.map(({ folder, file }, index) =>
      nearlyYaml(texts[index] ?? '').map((text) => ({ folder, file, text })),
    ),
  )
}

function expectHelpful(problems: readonly Problem[]): void {
  for (const { file, line, path, message } of problems) {
    expect(file).not.toBe('')
    expectClear(message)
    // What is missing as a whole, such as a folder without services, stands on no line.
    if (line !== null) expect(line).toBeGreaterThan(0)
    else expect(path, message).toBe('')
  }
  describeProblems(problems)
}

test('a configuration with slips is read, or refused with file, line and what would be right', async () => {
  await Promise.all(
    FOLDERS.map((folder) => cp(folder, join(work, encodeURIComponent(folder)), { recursive: true })),
  )
  await fuzz('configuration', await casesOf(), async ({ folder, file, text }) => {
    const dir = join(work, encodeURIComponent(folder))
    const original = await readFile(join(folder, file))
    await writeFile(join(dir, file), text)
    try {
      const loaded: LoadedConfiguration = await loadConfiguration({
        dir,
        shippedPolicies: join(CONFIG, 'policies'),
      })
      expectHelpful(loaded.problems)
      expect(loaded.problems.some(isError)).toBe(!loaded.ok)
    } finally {
      await writeFile(join(dir, file), original)
    }
  })
})

test('a policy with slips is read and its tests run, or it is refused at a line', async () => {
  const names = globSync('*.test.yaml', { cwd: join(CONFIG, 'policies') }).map((file) =>
    file.replace('.test.yaml', ''),
  )
  const texts = await Promise.all(
    names.map(async (name) => ({
      policy: await readFile(join(CONFIG, 'policies', `${name}.yaml`), 'utf8'),
      tests: await readFile(join(CONFIG, 'policies', `${name}.test.yaml`), 'utf8'),
    })),
  )
  const cases = fc.oneof(
    ...texts.map(({ policy, tests }) =>
      fc.record({
        policy: nearlyYaml(policy),
        tests: fc.oneof(fc.constant(tests), nearlyYaml(tests)),
      }),
    ),
  )
  await fuzz('policies', cases, ({ policy, tests }) => {
    const read = parsePolicy(policy, 'policies/a.yaml')
    expectHelpful(read.problems)
    if (!read.ok) return
    expectHelpful(runPolicyTests(new YamlFile('policies/a.test.yaml', tests), read.policy).problems)
  })
})
