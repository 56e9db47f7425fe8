import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
} from '../../support/workflow-parser.ts'

/** YAML for other programs, by how its first comment begins, and what these programs say against it. */
const READERS: readonly (readonly [RegExp, (yaml: string) => Promise<readonly string[]>])[] = [
  [/^# alertmanager\.yml/, alertmanagerProblems],
  [/^# (GitHub Actions|\.github\/workflows\/)/, workflowProblems],
]

/** Undefined for YAML of our own. */
export const foreignReader = (yaml: string): ((yaml: string) => Promise<readonly string[]>) | undefined =>
  READERS.find(([begins]) => begins.test(yaml))?.[1]

async function alertmanagerProblems(yaml: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-docs-'))
  const file = join(folder, 'alertmanager.yml')
  try {
    await writeFile(file, yaml)
    await promisify(execFile)('amtool', ['check-config', file])
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** GitHub's own reader; steps alone are read within a job. */
async function workflowProblems(yaml: string): Promise<readonly string[]> {
  const isWhole = /^jobs:/m.test(yaml)
  const steps = yaml.replaceAll(/^/gm, '      ')
  const content = isWhole
    ? yaml
    : `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n${steps}\n`
  const { context, value } = parseWorkflow({ name: 'docs.yml', content }, new NoOperationTraceWriter())
  const read = context.errors.getErrors().map(({ message }) => message)
  if (value === undefined) return read
  const { errors = [] } = await convertWorkflowTemplate(context, value)
  return [...read, ...errors.map(({ Message }) => Message)]
}
