import { parentPort, workerData } from 'node:worker_threads'
import { checkJob } from './check-job.ts'
import { loadMessages } from './load-messages.ts'

// The thread of `loadCheckedMessages`.
const { dir, shipped, announcements, boundaries } = checkJob.parse(workerData)
const loaded = loadMessages(dir, {
  ...(shipped !== undefined && { shipped }),
  ...(announcements && { announcements }),
  ...(boundaries.length > 0 && { boundaries: () => boundaries }),
  onTemplate: (checking) => parentPort?.postMessage({ checking }),
})
parentPort?.postMessage({ problems: loaded.ok ? [] : loaded.problems })
