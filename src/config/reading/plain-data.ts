import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair, visit } from 'yaml'

/** More than any configuration needs. */
const MOST_ALIASES = 10_000

/** `<<: *name` takes over the keys of the mapping `&name`. */
export const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN'

interface Fault {
  readonly offset: number
  readonly reason: string
}

/** Aliases can be followed only here: to nothing, in a circle, or more often than any configuration needs. */
export function plainData(document: Document): { readonly data: unknown; readonly fault: Fault | null } {
  try {
    const data: unknown = document.toJS({ maxAliasCount: MOST_ALIASES })
    JSON.stringify(data)
    return { data: compact(data), fault: null }
  } catch (cause) {
    return { data: undefined, fault: faultOfAliases(document, cause) }
  }
}

/** The first alias or merge key that leads nowhere; when all lead somewhere, they go in a circle or multiply. */
function faultOfAliases(document: Document, cause: unknown): Fault {
  let fault: Fault | undefined
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined)
        fault = {
          offset: alias.range?.[0] ?? 0,
          reason: `*${alias.source} has no anchor &${alias.source} before it`,
        }
      return fault === undefined ? undefined : visit.BREAK
    },
    Pair: (_, pair) => {
      const target = (value: unknown): unknown => (isAlias(value) ? value.resolve(document) : value)
      const source = isMerge(pair) ? target(pair.value) : undefined
      const isRight =
        source === undefined ||
        isMap(source) ||
        (isSeq(source) && source.items.every((item) => isMap(target(item))))
      if (!isRight && isNode(pair.key))
        fault = {
          offset: pair.key.range?.[0] ?? 0,
          reason:
            'a merge key (<<) takes over the keys of a mapping: write <<: *name, or a list of such names',
        }
      return isRight ? undefined : visit.BREAK
    },
  })
  if (fault !== undefined) return fault
  const multiplies = cause instanceof ReferenceError && cause.message.startsWith('Excessive')
  return {
    offset: 0,
    reason: multiplies
      ? `aliases (*name) multiply more than ${MOST_ALIASES} times`
      : 'an alias (*name) stands within its own anchor (&name)',
  }
}

const NARROW = /^[\0-\xff]*$/

/**
 * The same data with its texts copied. As the parser gives them they are slices of the whole file, which stays in memory with
 * them and, by one arrow or emoji anywhere in it, makes each two bytes a character: all that is built of them is slower too.
 */
function compact(value: unknown): unknown {
  if (typeof value === 'string')
    return NARROW.test(value) ? Buffer.from(value, 'latin1').toString('latin1') : value
  if (Array.isArray(value)) return value.map(compact)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [compact(key), compact(each)]))
}
