import { editorSchemas } from '../../src/config/editor-schemas.ts'
import { type JsonSchema, schemaTable } from './json-schema.ts'
import { GENERATED, page } from './markdown.ts'

/** Files that operators write, by the schema that checks them. */
const FILES: Readonly<Record<string, readonly [title: string, about: string]>> = {
  'budgeteer.schema.json': ['config/budgeteer.yaml', 'Connections, channels, roles, schedules, tokens.'],
  'slos.schema.json': ['config/slos/*.yaml', 'Services and their SLOs.'],
  'freezes.schema.json': ['config/freezes.yaml', 'Freezes that are scheduled.'],
  'maintenance.schema.json': ['config/maintenance.yaml', 'Times that count in no budget.'],
  'risks.schema.json': ['config/risks.yaml', 'The risk catalog.'],
}

const POLICY_FILES: typeof FILES = {
  'policy.schema.json': ['config/policies/*.yaml', 'Rules alone, no people.'],
  'policy-test.schema.json': ['config/policies/*.test.yaml', 'What a policy must answer.'],
}

export const configurationPage = (): string => {
  const known = new Set([...Object.keys(FILES), ...Object.keys(POLICY_FILES)])
  const left = [...editorSchemas().keys()].filter((file) => !known.has(file))
  if (left.length > 0) throw new Error(`docs/reference/ has no place for ${left.join(', ')}`)
  return pageOf(
    'Every key of the configuration',
    'What the keys are for is told in [configuration](../configuration.md), [SLIs](../slis.md) and [SLOs](../slos.md).',
    FILES,
  )
}

export const policyPage = (): string =>
  pageOf(
    'Every key of a policy',
    'What they mean is told in [the policy language](../policy-language.md).',
    POLICY_FILES,
  )

function pageOf(title: string, about: string, files: typeof FILES): string {
  const schemas = editorSchemas()
  return page([
    `# ${title}`,
    GENERATED,
    `${about} \`[]\` stands for each of a list, \`<name>\` for a name of yours. \`budgeteer check\` knows what no shape can say.`,
    ...Object.entries(files).flatMap(([file, [place, words]]) => {
      const schema = JSON.parse(schemas.get(file) ?? '{}') as JsonSchema & {
        definitions?: Record<string, JsonSchema>
      }
      const referred = (ref: string): JsonSchema | undefined =>
        ref === '#' ? schema : schema.definitions?.[ref.replace('#/definitions/', '')]
      return [`## \`${place}\``, words, schemaTable(schema, referred)]
    }),
  ])
}
