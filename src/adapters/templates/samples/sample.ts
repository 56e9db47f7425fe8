import type { Link } from '../../../core/budgets/links.ts'

/** Contents of each kind, as little and as much as there can be. The compiler names a kind that has none. */
export type SamplesOf<One extends { readonly kind: string }> = {
  readonly [Kind in One['kind']]: readonly Extract<One, { readonly kind: Kind }>[]
}

export const AT = '2025-10-23T12:00:00.000Z'
export const LATER = '2025-10-24T06:00:00.000Z'
export const ZONE = 'America/Argentina/Buenos_Aires'
export const PERSON = 'U0123456789'

/** A text of that length, with what must be escaped in it. */
export const words = (length: number): string => 'word & more '.repeat(length).slice(0, length)

export const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item)

/** As many and as long as the configuration lets them be. */
export const MANY_LINKS: readonly Link[] = many(4, {
  name: 'a'.repeat(30),
  title: 'A'.repeat(30),
  url: `https://grafana.example.com/d/slo?a=1&b=${'b'.repeat(480)}`,
})
