import fc, { type Arbitrary } from 'fast-check'
import { nastyPiece } from './nasty-text.ts'

type Path = readonly (string | number)[]

/** What stands where something else was expected. */
const strangeValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, -0, 1e21, Number.MAX_SAFE_INTEGER, '', [], {}, [
    [],
  ]),
  fc.constantFrom<unknown>([null], [{}], { name: {} }, [1, 'a', null], Array(200).fill('x')),
  nastyPiece,
  nastyPiece.map((key) => Object.fromEntries([[key, 1]])),
  fc.integer({ min: 2, max: 60 }).map(nested),
)

function nested(depth: number): unknown {
  let value: unknown = 'x'
  for (let left = depth; left > 0; left -= 1) value = left % 2 === 0 ? [value] : { x: value }
  return value
}

interface Edit {
  readonly kind: 'replace' | 'remove' | 'rename' | 'add' | 'twice' | 'wrap' | 'text'
  /** Which part, from 0 to 1 of all. */
  readonly at: number
  readonly value: unknown
  readonly piece: string
}

const edits: Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('replace', 'remove', 'rename', 'add', 'twice', 'wrap', 'text'),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    value: strangeValue,
    piece: nastyPiece,
  }),
  { minLength: 0, maxLength: 3 },
)

const isBranch = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (!isBranch(value)) return [path]
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  const own = Array.isArray(value) ? value : Object.values(value)
  return [path, ...keys.flatMap((key, index) => pathsIn(own[index], [...path, key]))]
}

function edited(whole: unknown, { kind, at, value, piece }: Edit): unknown {
  const paths = pathsIn(whole)
  const path = paths[Math.floor(at * paths.length)] ?? []
  return replacedAt(whole, path, (part) => {
    switch (kind) {
      case 'replace':
        return { value }
      case 'remove':
        return undefined
      case 'wrap':
        return { value: [part] }
      case 'text':
        return { value: typeof part === 'string' ? part + piece : piece }
      case 'add':
        if (Array.isArray(part)) return { value: [...(part as unknown[]), value] }
        return {
          value: Object.fromEntries([...(isBranch(part) ? Object.entries(part) : []), [piece, value]]),
        }
      case 'twice':
        return {
          value: Array.isArray(part) ? [...(part as unknown[]), ...(part as unknown[])] : [part, part],
        }
      case 'rename': {
        if (!isBranch(part) || Array.isArray(part)) return { value: part }
        const [first, ...rest] = Object.entries(part)
        return { value: Object.fromEntries(first === undefined ? rest : [...rest, [piece, first[1]]]) }
      }
    }
  })
}

/** `change` gives what stands there afterwards; undefined for nothing. */
function replacedAt(
  whole: unknown,
  [key, ...rest]: Path,
  change: (part: unknown) => { readonly value: unknown } | undefined,
): unknown {
  if (key === undefined) return change(whole)?.value
  if (Array.isArray(whole)) {
    if (rest.length > 0)
      return whole.map((item: unknown, index) => (index === key ? replacedAt(item, rest, change) : item))
    const changed = change(whole[Number(key)])
    return whole.toSpliced(Number(key), 1, ...(changed === undefined ? [] : [changed.value]))
  }
  const entries = Object.entries(whole as Record<string, unknown>).flatMap(([name, part]) => {
    if (name !== key) return [[name, part]]
    if (rest.length > 0) return [[name, replacedAt(part, rest, change)]]
    const changed = change(part)
    return changed === undefined ? [] : [[name, changed.value]]
  })
  return Object.fromEntries(entries) as unknown
}

/** Documents that are nearly right: one of these with up to three edits anywhere in it. */
export const nearlyJson = (...right: readonly unknown[]): Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...right), edits).map(([document, all]) => all.reduce(edited, document))
