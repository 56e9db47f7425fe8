import { type CompositePart, type Service, type Slo, sloKey } from '../../core/budgets/slo.ts'
import { windowText } from '../../core/budgets/slo-window.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import type { PlacedComposite, PlacedService } from './service-surroundings.ts'
import type { Problem } from '../reading/problem.ts'

/**
 * The services with the parts of their composites in them, and what is wrong with those. A composite with a mistake in it,
 * or in a part of it, is left away.
 */
export function withParts(services: readonly PlacedService[]): {
  readonly services: readonly PlacedService[]
  readonly problems: readonly Problem[]
} {
  const resolution = new Resolution(services)
  const resolved = services.map((placed) => {
    const { service } = placed
    return {
      ...placed,
      service: { ...service, slos: service.slos.flatMap((slo) => resolution.of(slo) ?? []) },
    }
  })
  return { services: resolved, problems: resolution.problems }
}

class Resolution {
  readonly problems: Problem[] = []
  readonly #services: ReadonlyMap<string, Service>
  readonly #composites: ReadonlyMap<string, PlacedComposite>
  /** Undefined: with a mistake. */
  readonly #done = new Map<string, Slo | undefined>()
  readonly #underWay: string[] = []

  constructor(services: readonly PlacedService[]) {
    this.#services = new Map(services.map(({ service }) => [service.name, service]))
    this.#composites = new Map(
      services.flatMap(({ service, composites }) =>
        composites.map((one) => [sloKey({ service: service.name, name: one.slo }), one] as const),
      ),
    )
  }

  of(slo: Slo): Slo | undefined {
    const key = sloKey(slo)
    const placed = this.#composites.get(key)
    if (slo.sli.kind !== 'composite' || placed === undefined) return slo
    if (!this.#done.has(key)) {
      this.#underWay.push(key)
      const parts = this.#partsOf(slo, placed)
      this.#underWay.pop()
      this.#done.set(key, parts && { ...slo, sli: { ...slo.sli, parts } })
    }
    return this.#done.get(key)
  }

  #partsOf(whole: Slo, { yaml, place }: PlacedComposite): readonly CompositePart[] | undefined {
    const seen = new Set<string>()
    const parts = yaml.of.map(({ service = whole.service, slo: name, weight }, index) => {
      const at = place.at('of', index)
      const key = sloKey({ service, name })
      const fault = (message: string, ...step: string[]): null => {
        this.problems.push(at.at(...step).problem(message))
        return null
      }
      if (weight !== undefined && yaml.method !== 'weighted')
        return fault(`weights count with method weighted, not with ${yaml.method}`, 'weight')
      if (seen.has(key)) return fault(`${key} is a part already; with method weighted, give it more weight`)
      seen.add(key)
      const found = this.#find(service, name, fault)
      if (found === null) return null
      if (this.#underWay.includes(key)) {
        const way = [...this.#underWay.slice(this.#underWay.indexOf(key)), key].join(' → ')
        return fault(`a composite cannot be part of itself: ${way}`)
      }
      const [own, its] = [windowText(whole.window), windowText(found.window)]
      if (own !== its)
        return fault(`${key} has the window ${its}, the composite ${own}; a composite and its parts have one`)
      const part = this.of(found)
      return part === undefined ? null : { slo: part, weight: weight ?? 1 }
    })
    const good = parts.filter((part) => part !== null)
    return good.length === parts.length ? good : undefined
  }

  #find(service: string, name: string, fault: (message: string, step: string) => null): Slo | null {
    const known = this.#services.get(service)
    if (known === undefined)
      return fault(
        `no service is called ${service}${suggestion(service, [...this.#services.keys()])}`,
        'service',
      )
    const found = known.slos.find((slo) => slo.name === name)
    const names = known.slos.map((slo) => slo.name)
    return found ?? fault(`${service} has no SLO called ${name}${suggestion(name, names)}`, 'slo')
  }
}
