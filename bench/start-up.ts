import { setTimeout as sleep } from 'node:timers/promises'
import { alternating } from './alternating.ts'
import { builtProgram } from './built-program.ts'
import { measured, type Measurement } from './measurement.ts'
import { budgeteerOffice, minimalOffice, type Office } from './slack-office.ts'

const RUNS = 7
/** After this time what the start needed has been collected, or never will be. */
const SETTLE_MS = 5_000
const BYTES_IN_MIB = 2 ** 20

interface Run {
  readonly startUpMs: number
  readonly cpuMs: number
  readonly residentMiB: number
}

/**
 * `budgeteer start` against the least that Bolt calls an app: from the spawn until Slack is connected and calls are taken, the
 * processor time for that, and the memory that is held five seconds later.
 */
export async function measureStartUp(): Promise<readonly Measurement[]> {
  const budgeteer = await budgeteerOffice(await builtProgram())
  const minimal = await minimalOffice()
  try {
    // The first start fills the cache of compiled code, as it does for whoever starts twice.
    await startOnce(budgeteer)
    const runs = await alternating(
      RUNS,
      () => startOnce(budgeteer),
      () => startOnce(minimal),
    )
    const pairs = (figure: keyof Run) =>
      runs.map(({ ours, baseline }) => ({ ours: ours[figure], baseline: baseline[figure] }))
    return [
      measured({ name: 'start-up', unit: 'ms', better: 'less' }, pairs('startUpMs'), {
        least: 1 / 2,
        aim: 1 / 1.5,
      }),
      measured({ name: 'start-up, processor time', unit: 'ms', better: 'less' }, pairs('cpuMs')),
      measured({ name: 'resident memory', unit: 'MiB', better: 'less' }, pairs('residentMiB'), {
        least: 1 / 1.8,
        aim: 1 / 1.6,
      }),
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
    const { cpuMs } = await app.usage()
    await sleep(SETTLE_MS)
    const { residentBytes } = await app.usage()
    return { startUpMs: app.startUpMs, cpuMs, residentMiB: residentBytes / BYTES_IN_MIB }
  } finally {
    await app.stop()
  }
}
