import type { Path } from '../reading/yaml-file.ts'
import type { ForeignFields } from './foreign-fields.ts'

/** The SLI documents by name, and `SLI name` of those that something refers to. */
export interface SliIndex {
  readonly slis: ReadonlyMap<string, ForeignFields>
  readonly used: Set<string>
}

export const holdsIndicator = (holder: ForeignFields): boolean =>
  holder.has('indicator') || holder.has('indicatorRef')

/** Where the indicator of a holder stands. */
export const indicatorPlace = (holder: ForeignFields): Path =>
  holder.at(holder.has('indicatorRef') ? 'indicatorRef' : 'indicator')

/** The spec of the indicator that a holder, such as `an SLO`, has in it or refers to. */
export function indicatorOf(
  holder: ForeignFields,
  what: string,
  { slis, used }: SliIndex,
): ForeignFields | undefined {
  const ref = holder.text('indicatorRef')
  const inline = holder.mapping('indicator')
  if (holder.has('indicatorRef') === holder.has('indicator'))
    return holder.refuse('indicator', `${what} has either indicator or indicatorRef`)
  if (ref === undefined) return inline === undefined ? undefined : specOf(inline)
  used.add(`SLI ${ref}`)
  const sli = slis.get(ref)
  if (sli === undefined) return holder.refuse('indicatorRef', `no SLI of these files is called ${ref}`)
  holder.carry('indicatorRef', `the SLI ${ref}`)
  return specOf(sli)
}

function specOf(indicator: ForeignFields): ForeignFields | undefined {
  for (const key of ['apiVersion', 'kind']) indicator.has(key)
  indicator.leave(['metadata'], 'Budgeteer’s SLIs have no names of their own')
  const spec = indicator.mapping('spec')
  if (!indicator.has('spec')) return indicator.refuse('spec', 'missing; allowed: a mapping')
  indicator.unread('OpenSLO')
  return spec
}
