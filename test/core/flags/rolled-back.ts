import type { ServiceFlag } from '../../../src/core/budgets/service-flag.ts'
import { flagCommands } from '../../../src/core/flags/flag-commands.ts'
import type { FlagChange } from '../../../src/core/flags/flag-change.ts'
import type { FlagMode } from '../../../src/core/flags/flag-provider.ts'
import type { FlagWorld } from '../../../src/core/flags/flag-world.ts'
import { followFlags } from '../../../src/core/flags/follow-flags.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { KeptFlags } from '../../support/kept-flags.ts'
import { GATEWAY, Platform, service, type Told } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

export const BURNS = 'New features burn the budget.'

const policy: Policy = {
  ...shippedPolicy,
  notices: [
    {
      name: 'flag-rollback',
      when: { kind: 'burn', overMs: 5 * MINUTE_MS, above: 10 },
      text: BURNS,
      webhook: true,
      flags: { coolDownMs: HOUR_MS },
    },
  ],
}

const flag = (key: string, provider = 'flags'): ServiceFlag => ({
  ...{ provider, key, project: null, environment: 'production', offVariant: null },
})

/** The gateway with flags, under a policy that rolls them back when the burn rate passes ten. */
export class FlaggedPlatform {
  readonly platform: Platform
  readonly flags: KeptFlags
  readonly world: FlagWorld

  private constructor(platform: Platform, flags: KeptFlags) {
    this.platform = platform
    this.flags = flags
    platform.flagProviders.set('flags', flags)
    this.world = { ...platform.deps, flagProviders: () => platform.flagProviders }
  }

  static async open(
    flags: Readonly<Record<string, boolean>>,
    mode: FlagMode = 'live',
    further: Partial<Policy> = {},
  ): Promise<FlaggedPlatform> {
    const flagged = { ...service(GATEWAY), flags: Object.keys(flags).map((key) => flag(key)) }
    const platform = await Platform.open([flagged], { ...policy, ...further })
    await platform.settle(0.72)
    return new FlaggedPlatform(platform, new KeptFlags(mode, flags))
  }

  /** The budget burns so fast at the next poll, and what follows from it is done. */
  async burnsAt(rate: number, afterMs = MINUTE_MS): Promise<void> {
    this.platform.source.burnRate = rate
    this.platform.clock.advance(afterMs)
    await this.platform.poll()
    await followFlags(this.world)
  }

  async passes(ms: number): Promise<void> {
    this.platform.clock.advance(ms)
    await followFlags(this.world)
  }

  /** Asks for the way back of the newest rollback, and takes it. */
  async restores(userId: string, anyway = false) {
    const [newest] = await this.changes()
    const outcome = await flagCommands(this.world).restore(newest?.rollback ?? '', userId, anyway)
    await followFlags(this.world)
    return outcome
  }

  changes(): Promise<readonly FlagChange[]> {
    return this.platform.store.flagChanges.recent(50)
  }

  async states(): Promise<readonly string[]> {
    return (await this.changes()).map(({ key, state }) => `${key} ${state}`)
  }

  async told(): Promise<readonly Told[]> {
    return (await this.platform.owed()).filter(({ content }) => content.kind === 'flag-rollback')
  }
}
