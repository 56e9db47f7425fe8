import type { Moment } from '../policy/world.ts'
import { governed } from '../policy/catalog.ts'
import { levelNamed, levelRank } from '../policy/policy.ts'
import type { Transition } from '../policy/status.ts'
import { rolloutEntry, type RolloutStores } from './rollout-world.ts'
import { toldStep } from './messages.ts'
import { replanned, signOffSeats } from './rollout.ts'
import { held } from './step.ts'

/** A worse level holds a service's rollouts, and its own plan holds for the rest of them. */
export async function holdForLevel(
  stores: Pick<RolloutStores, 'rollouts' | 'audit' | 'outbox'>,
  { service, from, to }: Transition,
  { catalog, roleBook, ids, now }: Moment,
): Promise<void> {
  const policy = governed(catalog, service)?.policy
  if (policy === undefined || levelRank(policy, to) <= levelRank(policy, from)) return
  const plan = levelNamed(policy, to)?.rollout
  for (const rollout of await stores.rollouts.open(service)) {
    const reason = `the level fell from ${from} to ${to}`
    const under = plan === undefined ? rollout : replanned(rollout, to, plan)
    const next = held(under, { cause: 'level', by: 'budgeteer', as: null, at: now, reason })
    await stores.audit.append([rolloutEntry('rollout_held', 'budgeteer', next, now, { why: reason })])
    const told = { catalog, roleBook, now, nonce: ids.next('m'), reason }
    const step = toldStep(next, 'held', signOffSeats(next, []), told)
    await stores.rollouts.save(step.rollout)
    await stores.outbox.owe(step.owed)
  }
}
