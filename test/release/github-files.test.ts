import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { convertWorkflowTemplate,
  parseAction, NoOperationTraceWriter, parseWorkflow } from '../support/workflow-parser.ts'

const GITHUB = join(PROJECT_ROOT, '.github')

interface Named {
  readonly file: string
  readonly content: string
}

const filesIn = (folder: string): Named[] =>
  readdirSync(join(GITHUB, folder)).map((file) => ({ file, content: readFileSync(join(GITHUB, folder, file), 'utf8') }))

/** What GitHub's own parser has to say against a workflow. */
async function faultsOf({ file, content }: Named): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: file, content }, new NoOperationTraceWriter())
  const read = context.errors.getErrors().map(({ message }) => message)
  if (value === undefined) return read
  const { errors = [] } = await convertWorkflowTemplate(context, value)
  return [...read, ...errors.map(({ Message }) => Message)]
}

interface Workflow {
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, { readonly uses?: string; readonly 'timeout-minutes'?: number; readonly steps?: readonly { readonly run?: string }[] }>>
}

const WORKFLOWS = filesIn('workflows')

describe.each(WORKFLOWS)('the workflow $file', ({ file, content }) => {
  test('is one that GitHub takes', async () => {
    expect(await faultsOf({ file, content })).toEqual([])
  })

  test('begins with the right to read and no other', () => {
    expect((parse(content) as Workflow).permissions).toEqual({ contents: 'read' })
  })

  test('takes actions by their commit, with the version beside it', () => {
    const used = [...content.matchAll(/uses: (.*)/g)].map(([, what]) => what)
    for (const what of used) expect(what).toMatch(/^\.\/|^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('ends by itself, and puts no expression into a script', () => {
    for (const { uses, steps = [], ...job } of Object.values((parse(content) as Workflow).jobs)) {
      if (uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(90)
      for (const { run = '' } of steps) expect(run).not.toContain('${{')
    }
  })
})

test('a workflow that GitHub would refuse is noticed', async () => {
  const content = 'on: push\njobs:\n  a:\n    runs_on: ubuntu-24.04\n    steps:\n      - run: ls\n'
  expect((await faultsOf({ file: 'wrong.yml', content })).join('\n')).toContain("Unexpected value 'runs_on'")
})

const actionFaults = (content: string): string[] =>
  parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message)

test('action.yml is one that GitHub takes', () => {
  expect(actionFaults(readFileSync(join(PROJECT_ROOT, 'action.yml'), 'utf8'))).toEqual([])
  expect(actionFaults('name: a\nruns:\n  usng: node20\n').join('\n')).toContain("'usng'")
})

test('CI runs what lands', () => {
  expect(WORKFLOWS.find(({ file }) => file === 'ci.yml')?.content).toContain('bash .ci/run')
})

const element = z.strictObject({
  type: z.enum(['checkboxes', 'dropdown', 'input', 'textarea']),
  id: z.string().regex(/^[\w-]+$/),
  attributes: z.looseObject({
    label: z.string().min(1),
    options: z.array(z.union([z.string(), z.strictObject({ label: z.string(), required: z.boolean().optional() })])).min(1).optional(),
  }),
  validations: z.strictObject({ required: z.boolean() }).optional(),
})
const words = z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string().min(1) }) })

/** The syntax of issue forms, as GitHub documents it. */
const form = z
  .strictObject({
    name: z.string().min(3),
    description: z.string().min(3).max(200),
    title: z.string().optional(),
    labels: z.array(z.string()).optional(),
    body: z.array(z.union([element, words])).min(1),
  })
  .refine(({ body }) => body.some(({ type }) => type !== 'markdown'), 'a form asks for something')
  .refine(({ body }) => {
    const ids = body.flatMap((one) => ('id' in one ? [one.id] : []))
    return new Set(ids).size === ids.length
  }, 'each id is one field’s')
  .refine(
    ({ body }) => body.every((one) => !/dropdown|checkboxes/.test(one.type) || ('id' in one && one.attributes.options !== undefined)),
    'a choice has options',
  )

describe('issue forms', () => {
  const forms = filesIn('ISSUE_TEMPLATE').filter(({ file }) => file !== 'config.yml')

  test.each(forms)('$file is one that GitHub takes', ({ content }) => {
    expect(form.safeParse(parse(content)).error?.issues ?? []).toEqual([])
  })

  test('have names of their own', () => {
    const names = forms.map(({ content }) => (parse(content) as { name: string }).name)
    expect(new Set(names).size).toBe(names.length)
  })
})
