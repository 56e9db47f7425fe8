import { monotonicClock } from '../../adapters/system/system-clock.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { plain } from './plain.ts'
import { shortenedTo } from './text-width.ts'

/** Says on standard error how far a long piece of work has come. */
export interface Progress {
  /** What is done now, such as `asking Prometheus`; with how many of how many parts are behind it. */
  at(doing: string, done?: number, of?: number): void
  /** A line of its own on standard error, such as a warning, that the progress does not run into. */
  note(line: string): void
}

/** Where progress is shown. */
export interface ProgressOutput {
  readonly stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number }
  readonly clock: Clock
  /** False shows none. */
  readonly wanted: boolean
}

/** Shorter work says nothing. */
const QUIET_MS = 2 * SECOND_MS
/** How often the line on a terminal changes. */
const REDRAW_MS = 200
/** How often a log gets a line. */
const LOG_MS = 10 * SECOND_MS

const ownOutput = (): ProgressOutput => ({
  // A dumb terminal takes back nothing: it gets lines, as a log does.
  stream: process.env['TERM'] === 'dumb' ? { write: (text) => process.stderr.write(text) } : process.stderr,
  clock: monotonicClock,
  wanted: process.env['BUDGETEER_PROGRESS'] !== 'never',
})

/**
 * Does the work, and shows its progress on standard error once it has taken two seconds: on a terminal as one line that goes
 * away at the end, elsewhere as a line every ten seconds. `BUDGETEER_PROGRESS=never` shows none.
 */
export async function withProgress<Result>(
  doing: string,
  work: (progress: Progress) => Promise<Result> | Result,
  output: ProgressOutput = ownOutput(),
): Promise<Result> {
  const line = progressLine(doing, output)
  const ended = new AbortController()
  const redrawing = output.wanted ? redraw(line, output.clock, ended.signal) : undefined
  try {
    return await work(line)
  } finally {
    ended.abort()
    await redrawing
    line.clear()
  }
}

/** Looks again and again, for work that itself says nothing for long. */
async function redraw(line: ProgressLine, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    for (let pauseMs = QUIET_MS; ; pauseMs = REDRAW_MS) {
      await clock.sleep(pauseMs, signal)
      line.show()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

interface ProgressLine extends Progress {
  /** Shows it where it is time to. */
  show(): void
  clear(): void
}

function progressLine(first: string, { stream, clock, wanted }: ProgressOutput): ProgressLine {
  const began = clock.now()
  const isTerminal = stream.isTTY === true
  let text = first
  let shown = ''
  let dueAt = began + QUIET_MS

  const clear = (): void => {
    if (shown !== '' && isTerminal) stream.write('\r\u001B[K')
    shown = ''
  }
  const show = (): void => {
    const now = clock.now()
    if (!wanted || now < dueAt) return
    dueAt = now + (isTerminal ? REDRAW_MS : LOG_MS)
    const whole = `${text} (${Math.floor((now - began) / SECOND_MS)} s)`
    const line = isTerminal ? shortenedTo(whole, (stream.columns ?? 80) - 1) : whole
    if (line === shown) return
    clear()
    shown = line
    stream.write(isTerminal ? line : `${line}\n`)
  }
  return {
    show,
    clear,
    at: (doing, done, of) => {
      text = plain(done === undefined ? doing : `${doing}: ${done}${of === undefined ? '' : ` of ${of}`}`)
      show()
    },
    note: (line) => {
      clear()
      stream.write(`${plain(line)}\n`)
    },
  }
}
