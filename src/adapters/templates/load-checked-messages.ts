import { Worker } from 'node:worker_threads'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { type CheckJob, checkReport } from './check-job.ts'
import { type LoadedMessages, type LoadOptions, loadMessages } from './load-messages.ts'
import type { TemplateProblem } from './message-errors.ts'
import { templateTexts } from './template-files.ts'
import { templateHash, triedTemplates } from './tried-templates.ts'

/** Between two templates; the engine's own limits end a template long before. */
const PATIENCE_MS = 20 * SECOND_MS
const MOST_MEMORY_MB = 256

/** Compiled or not, it stands beside this file. */
const THREAD = import.meta.url.endsWith('.ts') ? './check-thread.ts' : './check-thread.js'

/**
 * Loads every template of a directory and checks it; all problems are reported at once. Templates are tried in a thread of
 * their own, so that one that never ends is refused by its name and holds up nothing. Those that the build of the package
 * tried are not tried again: a bot with no words of its own needs no such thread.
 */
export async function loadCheckedMessages(dir: string, options: LoadOptions = {}): Promise<LoadedMessages> {
  const tried = triedTemplates(options.shipped)
  const isTriedBefore = (file: string, text: string): boolean => tried.get(file) === templateHash(text)
  const found = templateTexts(dir, options.shipped)
  const isAllTried = 'texts' in found && [...found.texts].every(([file, text]) => isTriedBefore(file, text))
  const problems = isAllTried ? [] : await problemsOffThread(dir, options)
  return problems.length > 0
    ? { ok: false, problems }
    : loadMessages(dir, { ...options, isTried: isAllTried ? isTriedBefore : () => true })
}

function problemsOffThread(dir: string, options: LoadOptions): Promise<readonly TemplateProblem[]> {
  const { shipped, announcements, boundaries } = options
  const data: CheckJob = {
    dir,
    ...(shipped !== undefined && { shipped }),
    ...(announcements && { announcements: [...announcements] }),
    boundaries: [...(boundaries?.() ?? [])],
  }
  const worker = new Worker(new URL(THREAD, import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  })
  let file = dir
  return new Promise<readonly TemplateProblem[]>((resolve) => {
    const refuse = (message: string): void => resolve([{ file, message }])
    const patience = setTimeout(() => refuse(TOO_LONG), PATIENCE_MS)
    worker.on('message', (message: unknown) => {
      const heard = checkReport.parse(message)
      if ('problems' in heard) resolve(heard.problems)
      else {
        file = heard.checking
        patience.refresh()
      }
    })
    worker.once('error', (error: Error) => refuse(`cannot be checked: ${error.message}`))
    worker.once('exit', () => {
      clearTimeout(patience)
      refuse('cannot be checked: the check ended early')
    })
  }).finally(() => worker.terminate())
}

const TOO_LONG = 'does not end: it repeats too much'
