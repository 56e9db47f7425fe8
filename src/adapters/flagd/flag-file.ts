import { createHash } from 'node:crypto'
import { isMap, isScalar, parseDocument, type Scalar, type YAMLMap } from 'yaml'
import type { ServiceFlag } from '../../core/budgets/service-flag.ts'
import type { FlagState } from '../../core/flags/flag-provider.ts'
import type { FlagsValidator } from './valid-flags.ts'

/** A flag's definition in the text of a file. */
export interface FoundFlag {
  readonly state: FlagState
  /** The text with the flag set so: only these values differ, all else stays byte for byte. */
  readonly textWith: (setting: FlagState['setting']) => string
}

/** What is wrong with a file, or with what is asked of it. */
export class FlagFileError extends Error {
  override readonly name = 'FlagFileError'
}

/**
 * Finds a flag in a definition file of flagd. YAML includes JSON; a file that is JSON must be so strictly, as flagd reads it.
 *
 * @throws FlagFileError
 */
export function findFlag(text: string, flag: ServiceFlag, valid: FlagsValidator): FoundFlag {
  const content = contentOf(text)
  const fault = valid(content)
  if (fault !== null) throw new FlagFileError(`it is no file of flag definitions: ${fault}`)
  const definition = definitionIn(content, flag.key)
  const node = nodeOf(text, flag.key)
  assertSwitchable(definition, flag)
  const { state, defaultVariant = null } = definition
  const isOn = state === 'ENABLED' && (flag.offVariant === null || defaultVariant !== flag.offVariant)
  return {
    state: {
      isOn,
      words: `${state}${defaultVariant === null ? '' : `, default variant ${defaultVariant}`}`,
      setting: { state, defaultVariant },
      mark: markOf(definition),
    },
    textWith: (setting) => withSetting(text, node, setting),
  }
}

/** The setting that switches a flag off. */
export const offSetting = ({ offVariant }: ServiceFlag, { setting }: FlagState): FlagState['setting'] =>
  offVariant === null ? { ...setting, state: 'DISABLED' } : { ...setting, defaultVariant: offVariant }

interface Definition {
  readonly state: string
  readonly defaultVariant?: string | null
  readonly variants?: Readonly<Record<string, unknown>>
  readonly targeting?: Readonly<Record<string, unknown>>
}

function contentOf(text: string): unknown {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new FlagFileError(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const document = parseDocument(text)
  const [fault] = document.errors
  if (fault !== undefined) throw new FlagFileError(`it is no YAML: ${fault.message.split('\n')[0] ?? ''}`)
  return document.toJS()
}

function definitionIn(content: unknown, key: string): Definition {
  const { flags = {} } = content as { readonly flags?: Readonly<Record<string, Definition>> }
  const found = Object.hasOwn(flags, key) ? flags[key] : undefined
  if (found !== undefined) return found
  const known = Object.keys(flags)
  throw new FlagFileError(
    `it has no flag ${key}; it has ${known.length === 0 ? 'none' : known.slice(0, 10).join(', ')}`,
  )
}

/** A default variant alone switches nothing off where targeting chooses another. */
function assertSwitchable(
  { variants = {}, targeting = {} }: Definition,
  { key, offVariant }: ServiceFlag,
): void {
  if (offVariant === null) return
  if (!Object.hasOwn(variants, offVariant))
    throw new FlagFileError(`${key} has no variant ${offVariant}; it has ${Object.keys(variants).join(', ')}`)
  if (Object.keys(targeting).length > 0)
    throw new FlagFileError(
      `${key} has targeting, which its default variant does not switch off; write off: disabled`,
    )
}

function nodeOf(text: string, key: string): YAMLMap {
  const node = parseDocument(text).getIn(['flags', key], true)
  if (isMap(node)) return node
  throw new FlagFileError(`${key} is an alias of another flag; write it out`)
}

function withSetting(text: string, node: YAMLMap, setting: FlagState['setting']): string {
  const edits = Object.entries(setting).flatMap(([part, value]) => {
    const old = node.get(part, true)
    if (isScalar(old) && old.value === value) return []
    if (old === undefined && value === null) return []
    if (!isScalar(old) || !old.range)
      throw new FlagFileError(`the flag has no ${part} of its own that could be changed; write one`)
    return [{ range: old.range, text: spelled(value, old) }]
  })
  return edits
    .sort((one, other) => other.range[0] - one.range[0])
    .reduce((rest, { range, text: put }) => rest.slice(0, range[0]) + put + rest.slice(range[1]), text)
}

/** In quotes like JSON's, unless it stood plain and is a word that no YAML reads as something else. */
const spelled = (value: unknown, old: Scalar): string =>
  old.type === 'PLAIN' && (value === 'ENABLED' || value === 'DISABLED') ? value : JSON.stringify(value)

const markOf = (definition: Definition): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(definition)))
    .digest('hex')
    .slice(0, 16)

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
