import { counted } from '../core/kernel/counted.ts'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { parsePolicy, policyName } from '../config/policies/policy-reader.ts'
import { isPolicyTest, runPolicyTests } from '../config/policies/policy-test-reader.ts'
import { describeProblems, type Problem } from '../config/reading/problem.ts'
import { textOf } from '../config/reading/text-files.ts'
import { YamlFile } from '../config/reading/yaml-file.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { folderOption } from './configuration/folder-option.ts'
import { ConfigurationError, DEFAULT_FOLDERS } from './configuration/open-configuration.ts'
import { policiesFolder, policyFiles } from './configuration/open-policy.ts'

const HELP: HelpPage = {
  about: [
    'Tests stand beside each policy: zones.test.yaml holds those of zones.yaml. Without files, all in policies/ are run.',
  ],
  exits: { 0: 'every case is as expected', 1: 'one is not, or a file cannot be read' },
  examples: [
    'budgeteer policy test',
    'budgeteer policy test config/policies/zones.test.yaml',
    "budgeteer policy test --json | jq '.tests[] | select(.good | not)'",
  ],
}

/** `budgeteer policy test`: runs the tests that stand beside the policies. */
export const policyTestCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .argument('[files...]', 'tests, or policies whose tests stand beside them')
    .addOption(folderOption('--config', 'where policies/ is', DEFAULT_FOLDERS.config))
    .option('--json', 'answer with JSON')
    .action(async (files: string[], { config, json }: TestOptions) => {
      const runs = await Promise.all((await testFiles(files, config)).map(run))
      const isGood = runs.length > 0 && runs.every(({ good }) => good)
      process.exitCode = isGood ? EXIT.good : EXIT.error
      if (runs.length === 0) complain(`error: there are no policy tests in ${policiesFolder(config)}`)
      if (json) console.log(JSON.stringify({ good: isGood, tests: runs }, null, 2))
      else for (const one of runs) tell(one)
    })

interface TestOptions {
  readonly config: string
  readonly json?: true
}

/** What came of the tests of one policy. */
interface TestRun {
  /** Its name; that of its file where it cannot be read. */
  readonly policy: string
  readonly file: string
  readonly good: boolean
  readonly checks: number
  readonly problems: readonly Problem[]
}

const asTest = (file: string): string => (isPolicyTest(file) ? file : file.replace(/\.yaml$/, '.test.yaml'))

async function testFiles(files: readonly string[], config: string): Promise<string[]> {
  if (files.length > 0) return [...new Set(files.map(asTest))]
  const names = (await policyFiles(config)).filter(isPolicyTest)
  return names.map((name) => join(policiesFolder(config), name))
}

async function run(path: string): Promise<TestRun> {
  const policyPath = path.replace(/\.test\.yaml$/, '.yaml')
  const [tests, text] = await Promise.all([textOf(path), textOf(policyPath)])
  if (tests === undefined) throw new ConfigurationError(`error: there is no file ${path}`, null)
  if (text === undefined)
    throw new ConfigurationError(`error: ${path} tests ${policyPath}, which is not there`, null)
  const parsed = parsePolicy(text, policyPath)
  if (!parsed.ok) {
    const { problems } = parsed
    return { policy: policyName(basename(policyPath)), file: path, good: false, checks: 0, problems }
  }
  const { looked, problems } = runPolicyTests(new YamlFile(path, tests), parsed.policy)
  const good = problems.length === 0
  return { policy: parsed.policy.name, file: path, good, checks: looked, problems }
}

function tell({ policy, good, checks, problems }: TestRun): void {
  if (good) console.log(`${policy}: ${counted(checks, 'check')}, all as expected`)
  else complain(describeProblems(problems))
}
