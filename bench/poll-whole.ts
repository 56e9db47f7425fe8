import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseObjective } from '../src/core/budgets/objective.ts'
import type { Service } from '../src/core/budgets/slo.ts'
import { rolling } from '../src/core/budgets/slo-window.ts'
import type { SliSource } from '../src/core/budgets/sli-source.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import { MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { poll } from '../src/core/poll/poll.ts'
import { statusReport } from '../src/core/status/report-status.ts'
import { randomIds } from '../src/adapters/system/random-ids.ts'
import { shippedPolicy } from '../test/support/shipped-policy.ts'
import { measured, median, type Measurement } from './measurement.ts'
import { WINDOW_MS } from './poll-lookbacks.ts'

const FROM = Date.parse('2026-03-31T12:00:00Z')
const ROUNDS = 6
const SIZES = [1_000, 10_000] as const
/** Ten times the SLOs cost ten times as much, give or take. */
const LINEAR = { least: 1 / 1.5, aim: 1 }

/** All that a poll does beside asking: the readings, the transaction of the store with what follows, and the report after it. */
export async function measureWholePoll(): Promise<readonly Measurement[]> {
  const costs: { readonly poll: number; readonly report: number }[] = []
  for (const size of SIZES) costs.push(await costOf(size))
  const [few, many] = costs
  if (few === undefined || many === undefined) return []
  const growth = (name: string, ours: number, one: number): Measurement =>
    measured({ name, unit: 'ms CPU', better: 'less' }, [{ ours, baseline: one * 10 }], LINEAR)
  return [
    growth('poll of 10,000 SLOs without the asking, 10 × 1,000', many.poll, few.poll),
    growth('report of 10,000 SLOs after it, 10 × 1,000', many.report, few.report),
  ]
}

async function costOf(size: number): Promise<{ readonly poll: number; readonly report: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-bench-'))
  const store = await openStore({ path: join(folder, 'poll.db') })
  let now = FROM
  const clock = { now: () => now, sleep: () => Promise.resolve() }
  const services = new Map(Array.from({ length: size }, (_, n) => [`service-${n}`, serviceOf(n)] as const))
  const catalog = { services, policies: new Map([[shippedPolicy.name, shippedPolicy]]) }
  const deps = {
    catalog: () => catalog,
    roleBook: () => ({ roles: new Map(), owners: new Map() }),
    directory: { identify: () => Promise.resolve(new Map()), members: () => Promise.resolve(null) },
    source: steadySource,
    store,
    clock,
    ids: randomIds,
  }
  try {
    await poll(deps)
    const polls: number[] = []
    const reports: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      now += MINUTE_MS
      polls.push(await took(() => poll(deps)))
      reports.push(await took(() => statusReport(deps)))
    }
    return { poll: median(polls), report: median(reports) }
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** As recorded series answer; nine tenths of the budget are left. */
const steadySource: SliSource = {
  measure: (questions) =>
    Promise.resolve(
      new Map(
        questions.map(({ slo, lookbacksMs }) => [
          `${slo.service}/${slo.name}`,
          {
            samples: new Map(
              lookbacksMs.map((ms) => [ms, { kind: 'success-ratio', ratio: 0.9999 } as const]),
            ),
          },
        ]),
      ),
    ),
}

function serviceOf(n: number): Service {
  const objective = parseObjective('99.9')
  if (objective === undefined) throw new Error('99.9 is an objective')
  const name = `service-${n}`
  const slo = {
    service: name,
    name: 'availability',
    title: 'Availability',
    objective,
    window: rolling(WINDOW_MS),
    sli: { kind: 'recorded', source: 'main', by: 'sloth' },
  } as const
  return { name, title: name, policy: shippedPolicy.name, slos: [slo] }
}

/** Milliseconds of the processor. */
async function took(work: () => Promise<unknown>): Promise<number> {
  const from = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1_000
}
