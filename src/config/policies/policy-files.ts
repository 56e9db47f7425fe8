import type { Problem } from '../reading/problem.ts'
import { absent, type TextFile, yamlFilesIn } from '../reading/text-files.ts'
import { YamlFile } from '../reading/yaml-file.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import { policyName, type PolicyRead, readPolicy } from './policy-reader.ts'
import { isPolicyTest, runPolicyTests, testedPolicy } from './policy-test-reader.ts'

/** The policies that a configuration can name. */
export interface PolicyFiles {
  /** Its own files, tests among them. */
  readonly files: readonly TextFile[]
  /** Those that ship, under names that the configuration has no file for. */
  readonly shipped: readonly TextFile[]
  /** Names of all of them. */
  readonly names: readonly string[]
  readonly problems: readonly Problem[]
}

/** Reads `folder`, and beside it `shipped`: the configuration's own file wins. */
export async function policyFilesIn(folder: string, shipped: string | undefined): Promise<PolicyFiles> {
  const [{ files, problems }, others] = await Promise.all([
    yamlFilesIn(folder),
    shipped === undefined ? [] : yamlFilesIn(shipped).then((read) => read.files),
  ])
  const ownNames = files.filter(isPolicy).map(({ path }) => policyName(path))
  const further = others.filter((file) => isPolicy(file) && !ownNames.includes(policyName(file.path)))
  return {
    files,
    shipped: further,
    names: [...ownNames, ...further.map(({ path }) => policyName(path))],
    problems,
  }
}

/** The shipped ones that something names; the others are of no concern. */
export function shippedInUse(
  { shipped, files }: PolicyFiles,
  named: readonly (string | undefined)[],
): readonly TextFile[] {
  const wanted = [...named, ...files.filter(isTest).map(({ path }) => testedPolicy(path))]
  return shipped.filter(({ path }) => wanted.includes(policyName(path)))
}

/** Every policy among the files, and all that is wrong with them, their own tests included. */
export function readPolicies(files: readonly TextFile[]): {
  readonly policies: readonly PolicyRead[]
  readonly problems: readonly Problem[]
} {
  const policies = files.filter(isPolicy).map(({ path, text }) => readPolicy(new YamlFile(path, text), text))
  const tested = files.filter(isTest).flatMap((file) => policyTestProblems(file, policies))
  return { policies, problems: [...policies.flatMap(({ problems }) => problems), ...tested] }
}

const isTest = ({ path }: TextFile): boolean => isPolicyTest(path)
const isPolicy = ({ path }: TextFile): boolean => !isPolicyTest(path)

/** What a policy's own tests find wrong. A policy with mistakes is not tested. */
function policyTestProblems({ path, text }: TextFile, policies: readonly PolicyRead[]): readonly Problem[] {
  const file = new YamlFile(path, text)
  const name = testedPolicy(path)
  const names = policies.map((policy) => policy.name)
  const tested = policies[names.indexOf(name)]
  if (tested === undefined) return [absent(path, `no policy is called ${name}${suggestion(name, names)}`)]
  return tested.policy === undefined ? file.problems : runPolicyTests(file, tested.policy).problems
}
