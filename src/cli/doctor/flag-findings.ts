import { flagProviders } from '../../app/flag-providers.ts'
import type { Configuration } from '../../config/load-configuration.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import type { Service } from '../../core/budgets/slo.ts'
import { flagName } from '../../core/flags/flag-change.ts'
import type { FlagCheck, FlagMode, FlagProvider } from '../../core/flags/flag-provider.ts'
import { type Finding, good, warning } from './finding.ts'

type Readable = Pick<Configuration, 'settings' | 'catalog'>

/**
 * Whether each service's flags are there, and may be changed by this bot, as their providers say; and whether anything rolls
 * them back. No flag is changed.
 */
export async function flagFindings(
  { settings, catalog }: Readable,
  { flagProviders: tokens }: Pick<Secrets, 'flagProviders'>,
): Promise<readonly Finding[]> {
  const services = [...catalog.services.values()].filter(({ flags = [] }) => flags.length > 0)
  const providers = flagProviders(settings.flagProviders, tokens, systemClock)
  const looked = await Promise.all(services.map((service) => serviceFindings(service, providers)))
  return [
    ...looked.flat(),
    ...services.filter((service) => !isRolledBack(service, catalog)).map(unruled),
    ...[...providers.keys()]
      .filter((name) => !services.some(({ flags = [] }) => flags.some(({ provider }) => provider === name)))
      .map((name) => warning('flags', `no service has a flag of ${name}`, `name some under flags in slos/`)),
  ]
}

async function serviceFindings(
  { flags = [] }: Service,
  providers: ReadonlyMap<string, FlagProvider>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const flag of flags) {
    const provider = providers.get(flag.provider)
    // One that is unknown is a finding of the configuration.
    if (provider !== undefined)
      findings.push(findingOf(flagName(flag), provider.mode, await provider.check(flag)))
  }
  return findings
}

function findingOf(name: string, mode: FlagMode, { read, mayChange }: FlagCheck): Finding {
  if (read.kind !== 'known')
    return warning('flags', `${name} cannot be looked at: ${read.error}`, 'until then it is not rolled back')
  const state = `${name} is ${read.state.words}`
  if (mayChange === null)
    return warning(
      'flags',
      `${state}; whether this bot may change it is not known`,
      'look at its token there',
    )
  if (!mayChange.may)
    return warning(
      'flags',
      `${state}, and cannot be changed: ${mayChange.why}`,
      'until then it is not rolled back',
    )
  return good(
    'flags',
    `${state}; ${mode === 'live' ? mayChange.why : 'mode dry: a rollback is said, and not done'}`,
  )
}

const isRolledBack = ({ policy }: Service, { policies }: Configuration['catalog']): boolean =>
  policies.get(policy)?.notices.some(({ flags }) => flags !== undefined) ?? false

const unruled = ({ name, policy }: Service): Finding =>
  warning(
    'flags',
    `nothing rolls the flags of ${name} back: ${policy} has no notice with flags: roll-back`,
    `write one in policies/${policy}.yaml`,
  )
