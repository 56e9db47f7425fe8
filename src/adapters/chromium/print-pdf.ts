import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { durationInWords, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { dated } from './pdf-dates.ts'

const PRINTED_WITHIN_MS = 60 * SECOND_MS
/** Of what a browser says before it fails. */
const SHOWN_CHARACTERS = 300
const BEGINS = '%PDF-'

export interface PrintOptions {
  /** Path of the browser. */
  readonly program: string
  readonly withinMs?: number
}

/**
 * A document on paper, printed by a browser without a window. The same document and `at` (epoch milliseconds, when it is
 * said to be made) give the same bytes as long as the browser is the same.
 * @throws OperatorError where the browser fails or does not finish in time
 */
export async function printPdf(
  document: string,
  at: number,
  { program, withinMs = PRINTED_WITHIN_MS }: PrintOptions,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-print-'))
  try {
    const [page, paper] = [join(folder, 'page.html'), join(folder, 'page.pdf')]
    await writeFile(page, document)
    const said = await runToItsEnd(program, argumentsFor(folder, page, paper), folder, withinMs)
    const pdf = await readFile(paper).catch(() => Buffer.alloc(0))
    if (pdf.toString('latin1', 0, BEGINS.length) !== BEGINS) throw failure(program, said)
    return dated(pdf, at)
  } finally {
    // A browser that was killed may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined)
  }
}

const argumentsFor = (folder: string, page: string, paper: string): readonly string[] => [
  '--headless',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  // The document asks for nothing outside; nothing would be found there.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  `--user-data-dir=${join(folder, 'profile')}`,
  // Its sandbox refuses root. The document has no script.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--no-pdf-header-footer',
  `--print-to-pdf=${paper}`,
  pathToFileURL(page).href,
]

/** What it said, once it has ended. The browser gets none of the bot's environment, in which there are secrets. */
async function runToItsEnd(
  program: string,
  args: readonly string[],
  folder: string,
  withinMs: number,
): Promise<string> {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    TMPDIR: folder,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
  }
  const child = spawn(program, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, as a browser is many processes.
    detached: true,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-10_000)))
  const late = AbortSignal.timeout(withinMs)
  const hasSaidAll = once(child, 'close')
  hasSaidAll.catch(() => undefined)
  try {
    await once(child, 'exit', { signal: late })
  } catch (error) {
    if (!late.aborted) throw failure(program, error instanceof Error ? error.message : '', error)
    throw new OperatorError(
      `${program} did not finish printing within ${durationInWords(withinMs)}`,
      'try again, or write HTML and print that',
    )
  } finally {
    endGroup(child)
  }
  await hasSaidAll
  return said
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of them have ended.
  }
}

/** The last words of a browser say why it failed, those before what it missed on this machine. */
function failure(program: string, said: string, cause?: unknown): OperatorError {
  const words = said.trim().split('\n').at(-1)?.slice(0, SHOWN_CHARACTERS) ?? ''
  return new OperatorError(
    `${program} printed no PDF${words === '' ? '' : `: ${words}`}`,
    'see whether it prints any page with --headless --print-to-pdf, or write HTML and print that',
    { cause },
  )
}
