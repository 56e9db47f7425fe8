import { looksSecret } from '../reading/found.ts'
import type { Place } from '../reading/yaml-file.ts'

/**
 * What became of a field or an SLO. `assumed`: the spec leaves it unsaid and its own tool defines it. `doubtful`: carried, and
 * a person should look. `skipped`: an object that holds no SLO.
 */
export type Outcome = 'carried' | 'assumed' | 'doubtful' | 'not-carried' | 'refused' | 'skipped'

export interface Finding {
  readonly outcome: Outcome
  readonly file: string
  /** From 1; null when it is not of one line. */
  readonly line: number | null
  readonly path: string
  readonly message: string
}

/** On one line, and without what looks like a secret, wherever in a spec that stood. */
const told = (message: string): string =>
  message
    .split(/\s+/)
    .map((word) => (looksSecret(word) ? '(not shown)' : word))
    .join(' ')

/** Collects what is found in one object of a file. */
export class Findings {
  readonly #found: Finding[] = []

  /** What is said twice of one place, such as an SLI that several SLOs refer to, is reported once. */
  get all(): readonly Finding[] {
    return [...new Map(this.#found.map((finding) => [JSON.stringify(finding), finding])).values()]
  }

  add(outcome: Outcome, place: Place, message: string): void {
    const { file, line, path } = place.problem(message)
    this.#found.push({ outcome, file, line, path, message: told(message) })
  }

  addAll(found: readonly Finding[]): void {
    this.#found.push(...found)
  }

  get refusals(): number {
    return this.#found.filter(({ outcome }) => outcome === 'refused').length
  }
}
