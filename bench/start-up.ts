import { setTimeout as sleep } from 'node:timers/promises'
import { alternating } from './alternating.ts'
import { measured, type Measurement } from './measurement.ts'
import { budgeteerOffice, minimalOffice, type Office } from './slack-office.ts'

const RUNS = 5
/** After this time what the start needed has been collected, or never will be. */
const SETTLE_MS = 1_500
const BYTES_IN_MIB = 2 ** 20

interface Run {
  readonly startUpMs: number
  readonly residentMiB: number
}

/** From the spawn until Slack is connected and calls are taken, and the memory that is then held. */
export async function measureStartUp(): Promise<readonly Measurement[]> {
  const budgeteer = await budgeteerOffice()
  const minimal = await minimalOffice()
  try {
    const runs = await alternating(
      RUNS,
      () => startOnce(budgeteer),
      () => startOnce(minimal),
    )
    const pairs = (figure: keyof Run) =>
      runs.map(({ ours, baseline }) => ({ ours: ours[figure], baseline: baseline[figure] }))
    return [
      measured({ name: 'start-up', unit: 'ms', better: 'less' }, pairs('startUpMs')),
      measured({ name: 'resident memory', unit: 'MiB', better: 'less' }, pairs('residentMiB')),
    ]
  } finally {
    await budgeteer.close()
    await minimal.close()
  }
}

async function startOnce(office: Office): Promise<Run> {
  const app = await office.start()
  try {
    if (office.workspace.connectionCount() !== 1) throw new Error('the app is ready and not connected')
    await sleep(SETTLE_MS)
    const { residentBytes } = await app.usage()
    return { startUpMs: app.startUpMs, residentMiB: residentBytes / BYTES_IN_MIB }
  } finally {
    await app.stop()
  }
}
