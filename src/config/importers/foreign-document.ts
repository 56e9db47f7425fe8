import { found } from '../reading/found.ts'
import { type Place, YamlFile } from '../reading/yaml-file.ts'
import { templateLine } from './foreign-template.ts'
import type { FOREIGN_FORMATS } from '../settings/settings-shape.ts'

export type ForeignFormat = (typeof FOREIGN_FORMATS)[number]

/** What people call the formats. */
export const FORMAT_NAMES: Readonly<Record<ForeignFormat, string>> = {
  sloth: 'Sloth',
  openslo: 'OpenSLO',
  pyrra: 'Pyrra',
}

export type Mapping = Readonly<Record<string, unknown>>

/** One object of a foreign file: a whole document, or an item of a Kubernetes list. */
export interface ForeignObject {
  readonly place: Place
  readonly data: Mapping
}

/** What an object turned out to be. `other` is an object of Kubernetes that holds no SLO. */
export type Recognised =
  | { readonly kind: ForeignFormat }
  | { readonly kind: 'other'; readonly what: string }
  /** `key` is where the reason stands; null where it is the object as a whole. */
  | { readonly kind: 'unknown'; readonly key: string | null; readonly reason: string }

/** A document of a file, or the line of the template that makes it none yet. */
export type ForeignDocument = { readonly file: YamlFile } | { readonly templateAt: number }

/** The documents of a file, each with the lines that it has in the file. Empty ones are left out. */
export function foreignDocuments(file: string, text: string): readonly ForeignDocument[] {
  const lines = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/^\uFEFF/gm, '')
    .split('\n')
  const documents: ForeignDocument[] = []
  let from = 0
  const end = (until: number): void => {
    const own = lines.slice(from, until)
    if (own.every((line) => /^\s*(#.*|%.*)?$/.test(line))) return
    const document = own.map(withoutDirective).join('\n')
    const read = new YamlFile(file, document, from)
    const template = templateLine(document, read.problems.length > 0)
    documents.push(template === null ? { file: read } : { templateAt: from + template + 1 })
  }
  for (const [index, line] of lines.entries()) {
    // At the start of a line these end a document, in a block of text as well.
    if (!/^(---|\.\.\.)(\s|$)/.test(line)) continue
    end(index)
    from = index
    lines[index] = line.replace(/^(---|\.\.\.)/, '   ')
  }
  end(lines.length)
  return documents
}

const withoutDirective = (line: string): string => (line.startsWith('%') ? '' : line)

/** The objects of a document: itself, or what a list of Kubernetes or of YAML holds. */
export function foreignObjects(file: YamlFile): readonly ForeignObject[] {
  const { data } = file
  if (Array.isArray(data)) return data.flatMap((item: unknown, index) => objectAt(file.at(index), item))
  if (!isMapping(data)) return []
  const { items } = data
  if (!Array.isArray(items) || !/List$/.test(String(data['kind']))) return objectAt(file.at(), data)
  return items.flatMap((item: unknown, index) => objectAt(file.at('items', index), item))
}

const objectAt = (place: Place, data: unknown): readonly ForeignObject[] =>
  isMapping(data) ? [{ place, data }] : []

/** Which format an object is written in, by its version alone. */
export function recognised({ data }: ForeignObject): Recognised {
  const { version, apiVersion, kind } = data
  if (typeof version === 'string' && version.startsWith('prometheus/'))
    return version === 'prometheus/v1' ? { kind: 'sloth' } : unread('version', version, 'prometheus/v1')
  if (typeof apiVersion !== 'string') {
    if (!PARTS_OF_SPECS.some((key) => data[key] !== undefined))
      return { kind: 'other', what: 'no version, and nothing of an SLO' }
    return {
      kind: 'unknown',
      key: null,
      reason: `neither version: prometheus/v1 (Sloth) nor an apiVersion of OpenSLO, Pyrra or Sloth; found ${found(version ?? apiVersion, 'apiVersion')}`,
    }
  }
  const group = apiVersion.split('/')[0]
  const format = FORMAT_OF_GROUP.find(([name]) => name === group)
  if (format === undefined) return { kind: 'other', what: `${apiVersion} ${String(kind)}` }
  const [, name, versions, kinds] = format
  if (kind === 'AlertWindows')
    return { kind: 'other', what: `${apiVersion} AlertWindows; its sloPeriod is said with \`window\`` }
  if (!versions.includes(apiVersion)) return unread('apiVersion', apiVersion, versions.join(' and '))
  if (typeof kind !== 'string' || !kinds.includes(kind))
    return {
      kind: 'unknown',
      key: 'kind',
      reason: `found kind ${found(kind, 'kind')}; ${FORMAT_NAMES[name]} has ${kinds.join(', ')}`,
    }
  return { kind: name }
}

/** Where one of these stands and no version, somebody forgot the version. */
const PARTS_OF_SPECS = [
  'version',
  'apiVersion',
  'kind',
  'spec',
  'service',
  'slos',
  'sli',
  'objectives',
  'indicator',
]

const FORMAT_OF_GROUP: readonly (readonly [
  group: string,
  format: ForeignFormat,
  versions: readonly string[],
  kinds: readonly string[],
])[] = [
  [
    'sloth.slok.dev',
    'sloth',
    ['sloth.slok.dev/v1'],
    ['PrometheusServiceLevel', 'ManagedPrometheusServiceLevel'],
  ],
  ['pyrra.dev', 'pyrra', ['pyrra.dev/v1alpha1'], ['ServiceLevelObjective']],
  [
    'openslo',
    'openslo',
    ['openslo/v1', 'openslo/v1alpha'],
    ['SLO', 'SLI', 'Service', 'DataSource', 'AlertPolicy', 'AlertCondition', 'AlertNotificationTarget'],
  ],
  // The group of v2alpha, a draft.
  ['openslo.com', 'openslo', ['openslo/v1', 'openslo/v1alpha'], []],
]

const unread = (key: string, version: string, known: string): Recognised => ({
  kind: 'unknown',
  key,
  reason: `the version ${version} is not read; Budgeteer reads ${known}`,
})

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
