import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { Problem } from './problem.ts'

export type Path = readonly (string | number)[]

/** A YAML file that was read: its data, the mistakes of its form, and where each value stands. */
export class YamlFile {
  readonly file: string
  /** Undefined when the text is not YAML; null when it is empty. */
  readonly data: unknown
  /** Syntax errors and repeated keys. */
  readonly problems: readonly Problem[]
  readonly #document: Document
  readonly #lines = new LineCounter()
  readonly #linesBefore: number

  /** `linesBefore`: how many lines of the file stand before this text, where it is a document of several. */
  constructor(file: string, text: string, linesBefore = 0) {
    this.file = file
    this.#linesBefore = linesBefore
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
    })
    const problems = this.#document.errors.map(({ pos, code, message }) => ({
      severity: 'error' as const,
      file,
      line: this.#lineAt(pos[0]),
      path: '',
      message: faultOfForm(code, message, text.slice(pos[0], pos[0] + 80)),
    }))
    const broken = this.#document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')
    const { data, fault } = broken ? { data: undefined, fault: null } : plainData(this.#document)
    this.data = data
    if (fault !== null)
      problems.push({ severity: 'error', file, line: 1 + linesBefore, path: '', message: fault })
    // What the parser says further on the same line follows from the first.
    this.problems = problems.filter(
      ({ line }, index) => problems.findIndex((other) => other.line === line) === index,
    )
  }

  at(...path: Path): Place {
    return new Place(this, path)
  }

  /** A problem at a path; at the nearest parent's line where the path itself is not there. */
  problem(path: Path, message: string, severity: Problem['severity'] = 'error'): Problem {
    return { severity, file: this.file, line: this.lineOf(path), path: this.#pathText(path), message }
  }

  /** The line of the key, or of the list item, that a path ends in. */
  lineOf(path: Path): number | null {
    let offset: number | undefined
    this.#walk(path, (keyOrItem) => {
      offset = keyOrItem
    })
    return offset === undefined ? null : this.#lineAt(offset)
  }

  #lineAt(offset: number): number {
    return this.#linesBefore + this.#lines.linePos(offset).line
  }

  /** A scalar as it was written, so that `99.950` keeps its digits; undefined when there is none. */
  textOf(path: Path): string | undefined {
    const node = this.#walk(path)
    return isScalar(node) ? (node.source ?? String(node.value)) : undefined
  }

  valueOf(path: Path): unknown {
    let value = this.data
    for (const step of path) {
      if (typeof value !== 'object' || value === null) return undefined
      value = Object.entries(value).find(([key]) => key === String(step))?.[1]
    }
    return value
  }

  #walk(path: Path, visit: (offset: number) => void = () => undefined): unknown {
    let node: unknown = this.#resolved(this.#document.contents)
    if (isNode(node) && node.range) visit(node.range[0])
    for (const step of path) {
      let next: unknown
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
        if (pair === undefined) return undefined
        if (isNode(pair.key) && pair.key.range) visit(pair.key.range[0])
        next = pair.value
      } else if (isSeq(node)) {
        next = node.items[Number(step)]
        if (isNode(next) && next.range) visit(next.range[0])
      }
      node = this.#resolved(next)
    }
    return node
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node
  }

  /** List items go by their name where they have one: `services[api].slos[latency].window`. */
  #pathText(path: Path): string {
    return path.reduce<string>((text, step, depth) => {
      if (typeof step === 'string') return text === '' ? step : `${text}.${step}`
      const name = this.valueOf([...path.slice(0, depth + 1), 'name'])
      return `${text}[${typeof name === 'string' && name !== '' ? name : step}]`
    }, '')
  }
}

/** Where something stands, or would stand, in a YAML file. */
export class Place {
  readonly file: YamlFile
  readonly path: Path

  constructor(file: YamlFile, path: Path) {
    this.file = file
    this.path = path
  }

  at(...below: Path): Place {
    return new Place(this.file, [...this.path, ...below])
  }

  problem(message: string, severity?: Problem['severity']): Problem {
    return this.file.problem(this.path, message, severity)
  }

  /** As it was written; empty when nothing stands there. */
  get text(): string {
    return this.file.textOf(this.path) ?? ''
  }

  get value(): unknown {
    return this.file.valueOf(this.path)
  }

  /** The keys of a mapping, also of entries that are wrong in themselves. */
  get keys(): readonly string[] {
    return Object.keys(this.value ?? {})
  }

  /** `slos/api.yaml:7` */
  get shown(): string {
    return `${this.file.file}:${this.file.lineOf(this.path) ?? 1}`
  }
}

/** Aliases can be followed only here: to nothing, in a circle, or more often than any configuration needs. */
function plainData(document: Document): { readonly data: unknown; readonly fault: string | null } {
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 })
    JSON.stringify(data)
    return { data: compact(data), fault: null }
  } catch (cause) {
    const reason =
      cause instanceof ReferenceError
        ? cause.message
        : 'an alias (*name) stands within its own anchor (&name)'
    return { data: undefined, fault: `not valid YAML: ${reason}` }
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

function faultOfForm(code: string, message: string, from: string): string {
  if (code === 'DUPLICATE_KEY')
    return `the key ${/^[^\s:]+/.exec(from)?.[0] ?? ''} stands twice in the same mapping; keep one`
  if (code === 'MULTIPLE_DOCS') return 'two documents in one file; take the line --- away'
  return `not valid YAML: ${message}`
}
