import { type Catalog, policiesInUse } from './catalog.ts'
import type { Policy } from './policy.ts'

/*
 * What people call things, by the configuration; by their names where it no longer has them.
 */

export const serviceTitle = ({ services }: Pick<Catalog, 'services'>, service: string): string =>
  services.get(service)?.title ?? service

export const sloTitle = ({ services }: Pick<Catalog, 'services'>, service: string, slo: string): string =>
  services.get(service)?.slos.find(({ name }) => name === slo)?.title ?? slo

/** A change type where no single policy is meant: as the first one in use calls it. */
export const titleOfChange = (catalog: Catalog, change: string): string =>
  policiesInUse(catalog)
    .map(({ changes }) => changes.get(change)?.title)
    .find((title) => title !== undefined) ?? change

/** Beside the label "Risk": `High`, be the title `High risk` or `High`. */
export const riskTitle = (policy: Pick<Policy, 'risks'> | undefined, risk: string): string =>
  (policy?.risks.get(risk)?.title ?? risk).replace(/(?<=\S)\s+risk$/i, '')
