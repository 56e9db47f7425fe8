import { flagdProvider } from '../adapters/flagd/flagd-provider.ts'
import { launchDarklyProvider } from '../adapters/launchdarkly/launchdarkly-provider.ts'
import { unleashProvider } from '../adapters/unleash/unleash-provider.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { FlagProviderSettings } from '../config/settings/flag-providers-reader.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { FlagProvider, FlagProviders } from '../core/flags/flag-provider.ts'
import type { Clock } from '../core/kernel/time/clock.ts'

/** The systems that keep feature flags, as configured. */
export const flagProviders = (
  settings: readonly FlagProviderSettings[],
  tokens: ReadonlyMap<string, string>,
  clock: Pick<Clock, 'now'>,
): ReadonlyMap<string, FlagProvider> =>
  new Map(settings.map((one) => [one.name, flagProvider(one, tokens.get(one.name) ?? '', clock)]))

function flagProvider(
  settings: FlagProviderSettings,
  token: string,
  clock: Pick<Clock, 'now'>,
): FlagProvider {
  switch (settings.kind) {
    case 'flagd':
      return flagdProvider({ ...settings, clock })
    case 'unleash':
      return unleashProvider({ ...settings, token })
    case 'launchdarkly':
      return launchDarklyProvider({ ...settings, token, clock })
  }
}

/** The same as the configuration of now has them: made when it was edited, and kept until it is again. */
export function providersInForce(
  current: { readonly configuration: Configuration; readonly secrets: Secrets },
  clock: Pick<Clock, 'now'>,
): FlagProviders {
  let made: { readonly of: Configuration; readonly providers: ReturnType<FlagProviders> } | undefined
  return () => {
    const { configuration, secrets } = current
    if (made?.of !== configuration)
      made = {
        of: configuration,
        providers: flagProviders(configuration.settings.flagProviders, secrets.flagProviders, clock),
      }
    return made.providers
  }
}
