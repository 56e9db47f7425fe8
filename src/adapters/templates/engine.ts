import { Liquid } from 'liquidjs'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { escapedOutput, registerFilters, type Boundaries } from './filters.ts'

/** Longest template, in characters. */
const PARSE_LIMIT = 100_000
/** Longest time that one message may take: a thousand times as long as one does. The bot does nothing else meanwhile. */
const RENDER_LIMIT_MS = SECOND_MS
/** Most characters and list items that one message may make. */
const MEMORY_LIMIT = 1_000_000

/** Tags that only choose and repeat. `echo` and `cycle` would print past the escaping; `include` would read files. */
const TAGS: ReadonlySet<string> = new Set([
  '#',
  'assign',
  'break',
  'case',
  'comment',
  'continue',
  'for',
  'if',
  'unless',
])

/** Liquid as templates in messages/ may use it: nothing unknown passes, everything printed is escaped, all is bounded. */
export function templateEngine(boundaries: Boundaries | undefined): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    outputEscape: escapedOutput,
    parseLimit: PARSE_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
  })
  for (const tag of Object.keys(liquid.tags)) {
    if (!TAGS.has(tag)) Reflect.deleteProperty(liquid.tags, tag)
  }
  registerFilters(liquid, boundaries)
  return liquid
}
