import { stringify } from 'yaml'
import type { SloYaml } from '../services/service-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { holdsIndicator, indicatorPlace } from './openslo-indicator.ts'
import { given } from '../reading/given.ts'

/** Whether all objectives share the SLO's indicator, or each has its own; undefined when that is refused. */
export function indicatorsOf(
  spec: ForeignFields,
  objectives: readonly ForeignFields[],
  isAlpha: boolean,
): 'shared' | 'own' | undefined {
  const own = objectives.filter(holdsIndicator)
  const [first] = own
  if (first === undefined) return 'shared'
  const key = String(indicatorPlace(first).path.at(-1))
  if (isAlpha)
    return first.refuse(
      key,
      'v1alpha has no indicators of objectives; write ratioMetrics, or the SLO in openslo/v1',
    )
  if (holdsIndicator(spec))
    return first.refuse(key, 'either the SLO has an indicator or each of its objectives; take one away')
  const lacking = objectives.filter((objective) => !own.includes(objective))
  for (const objective of lacking)
    objective.refuseAll(
      'another objective has an indicator of its own, so this one needs indicator or indicatorRef',
    )
  return lacking.length > 0 ? undefined : 'own'
}

/** What is known of a composite as a whole; OpenSLO knows no target of it. */
export type Whole = Pick<SloYaml, 'name' | 'title'> & Partial<Pick<SloYaml, 'window' | 'burn_alerts'>>

/** An objective of a composite, under the names that it is read as. */
export interface Part {
  readonly objective: ForeignFields
  readonly service: string | undefined
  readonly slo: string
}

/**
 * OpenSLO has no target for the whole of a composite, and its weights multiply the burn of a part, which no method of ours does.
 * So the parts are read, and the whole is refused with what to write instead.
 */
export function refuseComposite(spec: ForeignFields, whole: Whole, parts: readonly Part[]): void {
  const of = parts.map(({ objective, service, slo }) => {
    const weight = weightOf(objective)
    return { ...given({ service }), slo, ...given({ weight }) }
  })
  const slo = { ...whole, sli: { composite: { method: 'weighted', of } } }
  const text = stringify(slo, { collectionStyle: 'flow', lineWidth: 0 }).trim()
  spec.refuse(
    'objectives',
    `a composite: OpenSLO gives the whole no target, and its weights multiply burn, which no method here does. Make each objective an SLO document of its own, or keep what budgeteer import writes of them, and write the whole in slos/, with an objective: ${text}`,
  )
}

function weightOf(objective: ForeignFields): number | undefined {
  const text = objective.lenient.decimal('compositeWeight')
  if (text === undefined) return undefined
  if (Number(text) > 0) {
    objective.say('not-carried', 'compositeWeight', `weight: ${text} of the composite to write`)
    return Number(text)
  }
  return objective.lenient.refuse('compositeWeight', `found ${text}; allowed: a number above 0`)
}
