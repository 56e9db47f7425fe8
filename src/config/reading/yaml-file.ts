import {
  Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
} from 'yaml'
import { isMerge, plainData } from './plain-data.ts'
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
    // The parser takes a lone carriage return for a part of the text.
    const lines = text.replaceAll(/\r\n?/g, '\n')
    const [document, another] = parseAllDocuments(lines, {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      merge: true,
    }).filter((one) => !isEmpty(one))
    this.#document = document ?? new Document(null)
    const problemAt = (offset: number, message: string): Problem => ({
      severity: 'error',
      file,
      line: this.#lineAt(offset),
      path: '',
      message,
    })
    const { errors } = this.#document
    const problems = errors.map(({ pos, code, message }) =>
      problemAt(pos[0], faultOfForm(code, message, lines.slice(pos[0], pos[0] + 80))),
    )
    if (another !== undefined)
      problems.push(problemAt(another.range[0], 'two documents in one file; take the line --- away'))
    const broken = another !== undefined || errors.some(({ code }) => code !== 'DUPLICATE_KEY')
    const { data, fault } = broken ? { data: undefined, fault: null } : plainData(this.#document)
    this.data = data
    if (fault !== null) problems.push(problemAt(fault.offset, `not valid YAML: ${fault.reason}`))
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
        const pair = this.#pairOf(node, String(step))
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

  /** The pair of a key: of the mapping itself, or of those that its merge keys (`<<`) name, the first before the others. */
  #pairOf(node: unknown, key: string, seen: ReadonlySet<unknown> = new Set()): Pair | undefined {
    if (!isMap(node) || seen.has(node)) return undefined
    const own = node.items.find(
      (pair) => isScalar(pair.key) && String(pair.key.value) === key && !isMerge(pair),
    )
    if (own !== undefined) return own
    const sources = node.items
      .filter(isMerge)
      .map(({ value }) => this.#resolved(value))
      .flatMap((value) => (isSeq(value) ? value.items.map((item) => this.#resolved(item)) : [value]))
    for (const source of sources) {
      const pair = this.#pairOf(source, key, new Set([...seen, node]))
      if (pair !== undefined) return pair
    }
    return undefined
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

const isEmpty = ({ contents, errors }: Document): boolean =>
  errors.length === 0 &&
  (contents === null || (isScalar(contents) && contents.value === null && !contents.source))

function faultOfForm(code: string, message: string, from: string): string {
  if (code === 'DUPLICATE_KEY')
    return `the key ${/^[^\s:]+/.exec(from)?.[0] ?? ''} stands twice in the same mapping; keep one`
  if (code === 'NON_STRING_KEY')
    return from.startsWith('{')
      ? 'braces stand where a key belongs; put a value that begins with a brace into quotes, and render a template first'
      : 'a list or a mapping stands where a key belongs; a key is a word'
  return `not valid YAML: ${message}`
}
