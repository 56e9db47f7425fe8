import type { SloYaml } from '../services/service-shape.ts'
import type { Place } from '../reading/yaml-file.ts'
import type { ForeignFormat } from './foreign-document.ts'
import type { ForeignName } from './foreign-name.ts'

/** An SLO of another tool in the words of Budgeteer's own files, and where each part of it came from. */
export interface ForeignSlo {
  readonly format: ForeignFormat
  readonly service: ForeignServiceName
  readonly slo: SloYaml
  readonly place: Place
  /** Of the parts that a check may find fault with. */
  readonly places: Readonly<
    Partial<Record<'name' | 'service' | 'objective' | 'window' | 'sli' | 'budgeting' | 'burn_alerts', Place>>
  >
}

export interface ForeignServiceName {
  readonly name: string
  readonly title?: string
  readonly journey?: string
}

/** A service that is known by its name alone; as it was written is its title. */
export const serviceNamed = ({ name, written }: ForeignName): ForeignServiceName =>
  name === written ? { name } : { name, title: written }

/** What the specs leave to the tool that reads them. */
export interface ForeignDefaults {
  /** Source of `budgeteer.yaml` that all SLIs are asked of; without it the only one. */
  readonly source?: string
  /** Sources that there are; a data source of OpenSLO with one of these names is carried. */
  readonly sources?: readonly string[]
  /** Service of SLOs whose format names none. */
  readonly service?: string
  /** Period that Sloth was run with, 30d without it; and window of SLOs that name none. */
  readonly window?: string
}

/** Title and journey of what has a name, perhaps a display name, perhaps a description. */
export function titled(
  name: string,
  displayName: string | undefined,
  description: string | undefined,
): { readonly title: string; readonly journey?: string } {
  const line = description?.replaceAll(/\s+/g, ' ').trim()
  if (displayName !== undefined) return { title: displayName, ...(line !== undefined && { journey: line }) }
  if (line === undefined) return { title: name }
  return line.length <= LONGEST_TITLE ? { title: line } : { title: name, journey: line }
}

const LONGEST_TITLE = 80
