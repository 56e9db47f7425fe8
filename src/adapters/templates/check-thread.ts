import { parentPort, workerData } from 'node:worker_threads'
import { checkJob } from './check-job.ts'
import { loadMessages } from './load-messages.ts'
import { templateHash, triedTemplates } from './tried-templates.ts'

// The thread of `loadCheckedMessages`.
const { dir, shipped, announcements, boundaries } = checkJob.parse(workerData)
const tried = triedTemplates(shipped)
const loaded = loadMessages(dir, {
  isTried: (file, text) => tried.get(file) === templateHash(text),
  ...(shipped !== undefined && { shipped }),
  ...(announcements && { announcements }),
  ...(boundaries.length > 0 && { boundaries: () => boundaries }),
  onTemplate: (checking) => parentPort?.postMessage({ checking }),
})
parentPort?.postMessage({ problems: loaded.ok ? [] : loaded.problems })
