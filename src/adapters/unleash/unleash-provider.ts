import { createHash } from 'node:crypto'
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
import { callUnleash, type UnleashOptions } from './unleash-client.ts'

/** What of a feature in an environment is looked at; there is more. */
const environment = z.looseObject({
  enabled: z.boolean(),
  strategies: z.array(z.unknown()).optional(),
  variants: z.array(z.unknown()).nullish(),
})

const permissions = z.looseObject({
  permissions: z.array(
    z.looseObject({
      permission: z.string(),
      project: z.string().nullish(),
      environment: z.string().nullish(),
    }),
  ),
})

const NEEDED = 'UPDATE_FEATURE_ENVIRONMENT'

/** Feature flags that an Unleash server keeps: switched off and on in one environment, with their strategies as they are. */
export function unleashProvider(options: UnleashOptions & { readonly mode: FlagMode }): FlagProvider {
  const strange = passing(
    `Unleash at ${options.url} answered with something else than a feature's environment`,
  )

  const read = async (flag: ServiceFlag): Promise<FlagRead> => {
    const answer = await callUnleash(options, 'GET', pathOf(flag))
    if (answer.kind !== 'answered') return answer
    const found = environment.safeParse(answer.body)
    if (!found.success) return strange
    const { enabled, strategies, variants } = found.data
    return {
      kind: 'known',
      state: {
        isOn: enabled,
        words: enabled ? 'on' : 'off',
        setting: { enabled },
        mark: digest({ enabled, strategies: strategies ?? [], variants: variants ?? [] }),
      },
    }
  }

  const set = async (flag: ServiceFlag, to: 'on' | 'off'): Promise<FlagSet> => {
    const answer = await callUnleash(options, 'POST', `${pathOf(flag)}/${to}`)
    if (answer.kind !== 'answered') return answer
    const now = await read(flag)
    if (now.kind !== 'known') return now
    // With change requests some servers take the call, and wait for somebody to approve it.
    return now.state.isOn === (to === 'on')
      ? { kind: 'set', state: now.state }
      : final(`Unleash at ${options.url} took the call, and the flag is still ${now.state.words}`)
  }

  return {
    mode: options.mode,
    read,
    turnOff: (flag) => set(flag, 'off'),
    putBack: (flag, { enabled }) => set(flag, enabled === true ? 'on' : 'off'),
    check: async (flag): Promise<FlagCheck> => ({
      read: await read(flag),
      mayChange: await mayChange(options, flag),
    }),
  }
}

const pathOf = ({ project, key, environment: name }: ServiceFlag): string =>
  `/projects/${encodeURIComponent(project ?? 'default')}/features/${encodeURIComponent(key)}/environments/${encodeURIComponent(name ?? '')}`

/** Unleash says what the bearer of a token may do; null where it does not. */
async function mayChange(
  options: UnleashOptions,
  { project, environment: name }: ServiceFlag,
): Promise<FlagCheck['mayChange']> {
  const answer = await callUnleash(options, 'GET', '/user')
  const found = answer.kind === 'answered' ? permissions.safeParse(answer.body) : null
  if (found?.success !== true) return null
  const isAnywhere = (place: string | null | undefined, wanted: string | null): boolean =>
    place === undefined || place === null || place === '' || place === '*' || place === wanted
  const may = found.data.permissions.some(
    (one) =>
      one.permission === 'ADMIN' ||
      (one.permission === NEEDED && isAnywhere(one.project, project) && isAnywhere(one.environment, name)),
  )
  return { may, why: may ? 'its token may change it' : `its token has no ${NEEDED} there` }
}

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
