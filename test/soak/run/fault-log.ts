export type FaultKind = 'kill' | 'socket' | 'slack' | 'prometheus' | 'database'

interface Window {
  readonly kind: FaultKind
  readonly from: number
  until: number
}

/** After a fault is over, what it held up may come late for so long. */
const AFTERMATH_MS = 10_000

/** When which fault was on, so that an error can be told from one that nothing explains. */
export class FaultLog {
  readonly #windows: Window[] = []

  /** Ends with the function that is given back. */
  begin(kind: FaultKind): () => void {
    const window = { kind, from: Date.now(), until: Infinity }
    this.#windows.push(window)
    return () => {
      window.until = Date.now()
    }
  }

  /** Whether one of these faults, or what came of it, met the time between the two. */
  explains(kinds: readonly FaultKind[], from: number, until: number): boolean {
    return this.#windows.some(
      (window) => kinds.includes(window.kind) && window.from <= until && from <= window.until + AFTERMATH_MS,
    )
  }

  count(kind: FaultKind): number {
    return this.#windows.filter((window) => window.kind === kind).length
  }
}
