import type { JsonObject } from './json-values.ts'
import { isObject, parsedJson, textAt } from './json-values.ts'
import type { MethodAnswer } from './method-answer.ts'
import type { Rate } from './rate-limits.ts'
import type { WorkspaceState } from './state.ts'
import type { Triggers } from './triggers.ts'
import type { Views } from './views.ts'

/** What the methods of the Web API work on. */
export interface MethodContext {
  readonly state: WorkspaceState
  readonly views: Views
  readonly triggers: Triggers
  readonly scopes: ReadonlySet<string>
  readonly isFreePlan: boolean
  /** `http://127.0.0.1:<port>` */
  origin(): string
  /** Whether the app has a Home tab. */
  readonly hasHome: boolean
  /** A fresh address for one Socket Mode connection. */
  socketAddress(): string
}

export interface Method {
  /** Which token it takes; `none` ignores tokens. */
  readonly token: 'bot' | 'app' | 'none'
  /** Any one of these is enough; none needed when empty. */
  readonly scopes: readonly string[]
  readonly rate: Rate
  run(args: MethodArguments, context: MethodContext): MethodAnswer
}

/** The arguments of a call. Forms carry structures as JSON text and everything else as text, JSON bodies as they are. */
export class MethodArguments {
  readonly #values: JsonObject

  constructor(values: JsonObject) {
    this.#values = values
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined
  }

  text(name: string): string | undefined {
    return textAt(this.#values[name])
  }

  flag(name: string): boolean {
    const value = this.#values[name]
    return value === true || value === 'true' || value === '1' || value === 1
  }

  /** A list, an object, or undefined when it was left out or is not JSON. */
  structure(name: string): unknown {
    const value = this.#values[name]
    return typeof value === 'string' ? parsedJson(value) : value
  }

  /** Ids separated by commas. */
  list(name: string): readonly string[] {
    const value = this.#values[name]
    if (Array.isArray(value)) return value.map(String)
    return (textAt(value) ?? '').split(',').filter((id) => id !== '')
  }

  object(name: string): JsonObject | undefined {
    const value = this.structure(name)
    return isObject(value) ? value : undefined
  }
}
