import { counted } from '../core/kernel/counted.ts'
import { join } from 'node:path'
import type { Command } from 'commander'
import { parsePolicy } from '../config/policies/policy-reader.ts'
import { isPolicyTest, runPolicyTests } from '../config/policies/policy-test-reader.ts'
import { describeProblems } from '../config/reading/problem.ts'
import { textOf } from '../config/reading/text-files.ts'
import { YamlFile } from '../config/reading/yaml-file.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { ConfigurationError, DEFAULT_FOLDERS } from './configuration/open-configuration.ts'
import { policiesFolder, policyFiles } from './policy/open-policy.ts'

const HELP = `
Tests stand beside each policy: zones.test.yaml holds those of zones.yaml. Without files, all in policies/ are run.

Exit codes: 0 every case is as expected, 1 one is not or a file cannot be read, 2 wrong usage.

Examples:
  budgeteer policy test
  budgeteer policy test config/policies/zones.test.yaml`

/** `budgeteer policy test`: runs the tests that stand beside the policies. */
export const policyTestCommand = (command: Command): Command =>
  command
    .argument('[files...]', 'tests, or policies whose tests stand beside them')
    .option('--config <folder>', 'where policies/ is', DEFAULT_FOLDERS.config)
    .addHelpText('after', HELP)
    .action(async (files: string[], { config }: { config: string }) => {
      const runs = await Promise.all((await testFiles(files, config)).map(run))
      process.exitCode = runs.every((good) => good) && runs.length > 0 ? EXIT.good : EXIT.error
      if (runs.length === 0) console.error(`error: there are no policy tests in ${policiesFolder(config)}`)
    })

const asTest = (file: string): string => (isPolicyTest(file) ? file : file.replace(/\.yaml$/, '.test.yaml'))

async function testFiles(files: readonly string[], config: string): Promise<string[]> {
  if (files.length > 0) return [...new Set(files.map(asTest))]
  const names = (await policyFiles(config)).filter(isPolicyTest)
  return names.map((name) => join(policiesFolder(config), name))
}

async function run(path: string): Promise<boolean> {
  const policyPath = path.replace(/\.test\.yaml$/, '.yaml')
  const [tests, text] = await Promise.all([textOf(path), textOf(policyPath)])
  if (tests === undefined) throw new ConfigurationError(`error: there is no file ${path}`, null)
  if (text === undefined)
    throw new ConfigurationError(`error: ${path} tests ${policyPath}, which is not there`, null)
  const parsed = parsePolicy(text, policyPath)
  if (!parsed.ok) {
    console.error(describeProblems(parsed.problems))
    return false
  }
  const { looked, problems } = runPolicyTests(new YamlFile(path, tests), parsed.policy)
  if (problems.length === 0) {
    console.log(`${parsed.policy.name}: ${counted(looked, 'check')}, all as expected`)
    return true
  }
  console.error(describeProblems(problems))
  return false
}
