import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { editorSchemas } from '../../../src/config/editor-schemas.ts'
import { loadConfiguration } from '../../../src/config/load-configuration.ts'
import { policyTestShape } from '../../../src/config/policies/policy-test-shape.ts'
import { checkShape } from '../../../src/config/reading/check-shape.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'

const HERE = join(import.meta.dirname, '../../fixtures/docs/config')
const SHIPPED = join(import.meta.dirname, '../../../config/policies')
const SPEC = join(import.meta.dirname, '../../fixtures/foreign/sloth.yaml')

/** Mail lists that examples name. A whole bot would have to reach the server. */
const MAIL = {
  mail: {
    host: '127.0.0.1',
    from: 'budgeteer@example.com',
    lists: { oncall: ['oncall@example.com'], team: ['team@example.com'] },
  },
}

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A block may hold parts of several files: each begins with a comment that names its file. */
const FILE_COMMENT = /^# (?:config\/)?(?<file>[\w./-]+\.ya?ml|a policy)\b/

interface Part {
  readonly file: string | undefined
  readonly value: unknown
}

function partsOf(yaml: string): readonly Part[] {
  const parts: { file: string | undefined; lines: string[] }[] = [{ file: undefined, lines: [] }]
  for (const line of yaml.split('\n')) {
    const file = FILE_COMMENT.exec(line)?.groups?.['file']
    if (file !== undefined)
      parts.push({ file: file === 'a policy' ? 'policies/zones.yaml' : file, lines: [] })
    parts.at(-1)?.lines.push(line)
  }
  return parts
    .map(({ file, lines }) => ({ file, value: parse(lines.join('\n')) as unknown }))
    .filter(({ value }) => value !== null)
}

/** The keys at the top of each kind of file, and those of a single SLO. */
const SCHEMAS = new Map(
  [...editorSchemas()].map(([name, text]) => [
    name.replace('.schema.json', ''),
    new Set(Object.keys((JSON.parse(text) as { properties: Fields }).properties)),
  ]),
)

/** The file that a part without a name belongs to, by its keys. */
function fileFor(value: unknown): string {
  if (Array.isArray(value)) return 'slo'
  const keys = isFields(value) ? Object.keys(value) : []
  const isOf = (kind: string): boolean => keys.every((key) => SCHEMAS.get(kind)?.has(key) === true)
  if (keys.includes('burn_alerts') && isFields(value) && Array.isArray(value['burn_alerts'])) return 'slo'
  if (isOf('budgeteer')) return 'budgeteer.yaml'
  if (isOf('slos')) return 'slos/shop.yaml'
  if (isOf('maintenance')) return 'maintenance.yaml'
  if (isOf('risks')) return 'risks.yaml'
  if (isOf('policy-test')) return 'policies/zones.test.yaml'
  if (isOf('policy')) return keys.includes('levels') ? 'policies/example.yaml' : 'policies/zones.yaml'
  return 'slo'
}

/** Fields of `more` over those of `base`. Services and SLOs are joined by their names, other lists are replaced. */
function merged(base: unknown, more: unknown): unknown {
  if (isFields(base) && isFields(more)) {
    const joined: Fields = { ...base }
    for (const [key, value] of Object.entries(more))
      joined[key] =
        (key === 'services' || key === 'slos') && Array.isArray(value)
          ? byName((base[key] ?? []) as readonly Fields[], value as readonly Fields[])
          : // An SLI is of one kind alone.
            key === 'sli'
            ? value
            : merged(base[key], value)
    return joined
  }
  return more
}

function byName(base: readonly Fields[], more: readonly Fields[]): unknown[] {
  const joined = new Map<unknown, unknown>(base.map((one) => [one['name'], one]))
  for (const one of more) joined.set(one['name'], merged(joined.get(one['name']) ?? {}, one))
  return [...joined.values()]
}

/** What the project's own readers say against a block within a small configuration. */
export async function problemsOf(yaml: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-docs-'))
  const dir = join(folder, 'config')
  try {
    await cp(HERE, dir, { recursive: true })
    await cp(SHIPPED, join(dir, 'policies'), { recursive: true })
    await cp(SPEC, join(folder, 'specs/sloth.yaml'))
    await writePart(join(dir, 'budgeteer.yaml'), MAIL)
    for (const { file, value } of partsOf(yaml)) {
      const target = file ?? fileFor(value)
      if (target.endsWith('.test.yaml')) {
        const { problems } = checkShape(new YamlFile(target, yaml), policyTestShape)
        return problems.map(({ message }) => message)
      }
      if (target === 'slo') await writePart(join(dir, 'slos/shop.yaml'), asService(value))
      else await writePart(join(dir, target), value)
    }
    const { problems } = await loadConfiguration({ dir })
    return problems.map(({ file, line, path, message }) =>
      `${file}:${line ?? ''} ${path}: ${message}`.replaceAll(`${dir}/`, ''),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Fields of one SLO, or several SLOs. */
const asService = (value: unknown): Fields => ({
  services: [{ name: 'shop', slos: Array.isArray(value) ? value : [merged({ name: EXAMPLE }, value)] }],
})

/** The SLO of the small configuration into which the fields of a single SLO are written. */
const EXAMPLE = 'example'

async function writePart(path: string, value: unknown): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, stringify(merged(parse(text), value)))
}
