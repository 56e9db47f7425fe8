import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { type Audience, StoryError } from './audience.ts'
import { DEVELOPER, MANAGER, SENIOR_1, SRE_1, SRE_2, VP } from './cast.ts'
import type { Stage } from './stage.ts'
import type { Message } from './workspace/state.ts'

/** The chapters about what a freeze asks of people, and the ways through it. */

const TICKED = { 'Code review done': ['yes'], 'Automated tests passing': ['yes'] } as const
const GRADUAL = { 'Incremental rollout (canary → 50% → 100%)': ['yes'] } as const

/** A blocked feature is let through by process, and rolled out with the sign-offs that CRITICAL asks for. */
export async function exceptionAndRollout(audience: Audience, service: string): Promise<void> {
  await audience.types(DEVELOPER.id, `/deploy exception ${service} v1.3.2 feature`)
  await audience.submits(DEVELOPER.id, {
    Revision: 'v1.3.2',
    'Business justification': 'CVE-2025-1234, high severity\nContractual requirement of a customer',
    'Change complexity': 'Low (single file change)',
    'Blast radius': 'Isolated to the authentication module',
    'Rollback time': '<5 minutes',
    'Mitigation plan': 'Deploy to a 1% canary\nRollback trigger: any rise in the error rate',
    ...TICKED,
    ...GRADUAL,
    'Rollback plan': 'Redeploy v1.3.1',
    'Monitoring plan for 24 hours': 'The on-call engineer watches errors and latency',
  })
  for (const person of [SRE_2, MANAGER]) await approves(audience, person.id, 'v1.3.2')
  const granted = await audience.sees('deploy-approvals', 'v1.3.2', 'granted')

  const id = idIn(granted)
  await audience.command(DEVELOPER.id, `/deploy rollout ${id}`)
  await audience.sees('deploy-approvals', 'Rollout started', 'v1.3.2')
  for (const person of [SRE_1, SENIOR_1])
    await audience.pressesNewest(person.id, 'deploy-approvals', 'Sign off')
  await audience.sees('deploy-approvals', 'Any role: 2 of 2', 'v1.3.2')
  await audience.pressesNewest(DEVELOPER.id, 'deploy-approvals', 'Advance to')
  await audience.sees('deploy-approvals', '⏩ At', 'v1.3.2')
}

/** A mandatory action runs past its deadline, and the next role hears of it. */
export async function overdueAction(stage: Stage, audience: Audience): Promise<void> {
  await stage.pass(3 * HOUR_MS, { stepMs: 10 * MINUTE_MS })
  await audience.sees('engineering', 'Overdue')
  await audience.sees('engineering', 'Escalated')
}

/** The daily review is held at 10:00, with its agenda filled in. */
export async function dailyReview(stage: Stage, audience: Audience, now: () => number): Promise<void> {
  const sinceTen = (now() - 10 * HOUR_MS) % DAY_MS
  await stage.pass(DAY_MS - sinceTen + MINUTE_MS, { stepMs: 10 * MINUTE_MS })
  await audience.sees('incidents', 'Daily error budget review')
}

/** The VP decides alone, in writing, and everybody is told. */
export async function override(audience: Audience, service: string): Promise<void> {
  await audience.types(VP.id, `/deploy override ${service} v1.3.3 feature`)
  await audience.submits(VP.id, {
    Revision: 'v1.3.3',
    Documentation: 'A regulator asks for it today. It puts another hour of budget at risk; I bear that.',
  })
  await audience.sees('engineering', 'v1.3.3')
}

/** A service under the policy with silver bullets spends one of its two this quarter. */
export async function silverBullet(stage: Stage, audience: Audience, service: string): Promise<void> {
  await stage.pass(125 * MINUTE_MS, { stepMs: 125 * MINUTE_MS, outage: { service, failedRatio: 1 } })
  await audience.sees('engineering', 'TIER-3')
  await audience.types(DEVELOPER.id, `/deploy silver-bullet ${service} v9 feature`)
  await audience.submits(DEVELOPER.id, {
    Revision: 'v9',
    'Business justification': 'The model of the day has to be trained tonight',
    'Mitigation plan': 'One node first; the on-call engineer watches it',
  })
  for (const person of [SRE_1, MANAGER, VP]) await approves(audience, person.id, 'v9')
  await audience.sees('deploy-approvals', 'v9', 'granted')
}

const approves = async (audience: Audience, person: string, revision: string): Promise<void> =>
  audience.presses(person, await audience.sees('deploy-approvals', `Revision: ${revision} `), 'Approve')

function idIn({ text }: Message): string {
  const id = /Request (r-\w+)/.exec(text)?.[1]
  if (id === undefined) throw new StoryError(`no request is named in: ${text}`)
  return id
}
