import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import {
  type ForeignOptions,
  type ForeignRead,
  readForeign,
} from '../../../src/config/importers/foreign-services.ts'
import type { SloYaml } from '../../../src/config/services/service-shape.ts'

/** A spec that uses every field of its format. */
export const fixture = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, '../../fixtures/foreign', name), 'utf8')

/** What `budgeteer import` knows of the configuration: no source, no policy. */
export const AROUND = {
  defaultPolicy: '',
  policies: [],
  sources: undefined,
  timeZone: 'UTC',
  pushedCountsMs: Infinity,
}

export const read = (text: string, options: ForeignOptions = {}): ForeignRead =>
  readForeign([{ path: 'spec.yaml', text }], options, AROUND)

/** SLOs as `service/slo`, in the vocabulary of `slos/`. */
export const slosOf = ({ services }: ForeignRead): Readonly<Record<string, SloYaml>> =>
  Object.fromEntries(
    services.flatMap(({ name, slos }) => slos.map(({ slo }) => [`${name}/${slo.name}`, slo] as const)),
  )

/** `not-carried 3 spec.labels: why`, without what was carried. */
export const told = ({ findings }: ForeignRead): readonly string[] =>
  findings
    .filter(({ outcome }) => outcome !== 'carried')
    .map(({ outcome, line, path, message }) => `${outcome} ${line ?? ''} ${path}: ${message}`)

export const refusals = (reading: ForeignRead): readonly string[] =>
  told(reading)
    .filter((line) => line.startsWith('refused '))
    .map((line) => line.slice('refused '.length))

/** Every path of a document that ends in a value, so that a test can ask that none was passed over. */
export function leaves(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => leaves(item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`))
}

/** A spec with one of its values changed; `undefined` takes the key away. */
export function changed(spec: object, path: readonly (string | number)[], value: unknown): string {
  const copy: unknown = structuredClone(spec)
  let holder = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  if (value === undefined) Reflect.deleteProperty(holder, last)
  else holder[last] = value
  return stringify(copy)
}
