import { z } from 'zod'
import type { ServiceFlag } from '../../core/budgets/service-flag.ts'
import {
  final,
  type FlagCheck,
  type FlagMode,
  type FlagProvider,
  type FlagRead,
  type FlagSet,
  passing,
} from '../../core/flags/flag-provider.ts'
import { callLaunchDarkly, type LaunchDarklyAnswer, type LaunchDarklyOptions } from './launchdarkly-client.ts'

/** What of a flag is looked at; there is more. */
const flagBody = z.looseObject({
  environments: z.record(z.string(), z.looseObject({ on: z.boolean(), version: z.number().int() })),
})

type Instruction = 'turnFlagOn' | 'turnFlagOff'

/** Feature flags that LaunchDarkly keeps: their targeting switched off and on in one environment, with its rules as they are. */
export function launchDarklyProvider(
  options: LaunchDarklyOptions & { readonly mode: FlagMode },
): FlagProvider {
  const found = ({ environment }: ServiceFlag, answer: LaunchDarklyAnswer): FlagRead => {
    if (answer.kind !== 'answered') return answer
    const flag = flagBody.safeParse(answer.body)
    if (!flag.success)
      return passing(`LaunchDarkly at ${options.url} answered with something else than a flag`)
    const there = flag.data.environments[environment ?? '']
    if (there === undefined)
      return final(
        `LaunchDarkly at ${options.url} has the flag, and no environment ${environment ?? ''} of it`,
      )
    const { on, version } = there
    return {
      kind: 'known',
      state: { isOn: on, words: on ? 'on' : 'off', setting: { on }, mark: String(version) },
    }
  }

  const read = async (flag: ServiceFlag): Promise<FlagRead> =>
    found(
      flag,
      await callLaunchDarkly(options, `${pathOf(flag)}?env=${encodeURIComponent(flag.environment ?? '')}`),
    )

  const patch = (
    flag: ServiceFlag,
    instruction: Instruction,
    comment: string,
    query = '',
  ): Promise<LaunchDarklyAnswer> =>
    callLaunchDarkly(options, `${pathOf(flag)}${query}`, {
      environmentKey: flag.environment,
      comment,
      instructions: [{ kind: instruction }],
    })

  const set = async (flag: ServiceFlag, instruction: Instruction, why: string): Promise<FlagSet> => {
    const now = found(flag, await patch(flag, instruction, why))
    if (now.kind !== 'known') return now
    return now.state.isOn === (instruction === 'turnFlagOn')
      ? { kind: 'set', state: now.state }
      : final(`LaunchDarkly at ${options.url} took the change, and the flag is still ${now.state.words}`)
  }

  return {
    mode: options.mode,
    read,
    turnOff: (flag, why) => set(flag, 'turnFlagOff', why),
    putBack: (flag, { on }, why) => set(flag, on === true ? 'turnFlagOn' : 'turnFlagOff', why),
    check: async (flag): Promise<FlagCheck> => {
      const now = await read(flag)
      if (now.kind !== 'known') return { read: now, mayChange: null }
      // Asks for what is so already, and as a dry run: it changes nothing even where that is not understood.
      const instruction = now.state.isOn ? 'turnFlagOn' : 'turnFlagOff'
      const tried = await patch(flag, instruction, 'Budgeteer looks whether it may', '?dryRun=true')
      if (tried.kind === 'passing') return { read: now, mayChange: null }
      return {
        read: now,
        mayChange:
          tried.kind === 'final'
            ? { may: false, why: tried.error }
            : { may: true, why: 'its token may change it' },
      }
    },
  }
}

const pathOf = ({ project, key }: ServiceFlag): string =>
  `/flags/${encodeURIComponent(project ?? 'default')}/${encodeURIComponent(key)}`
