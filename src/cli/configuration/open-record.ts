import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Configuration } from '../../config/load-configuration.ts'
import { readStoreUrl } from '../../config/settings/store-url.ts'
import { openReadOnly } from '../../adapters/store/open-read-only.ts'
import { openStore } from '../../adapters/store/open-store.ts'
import type { StoreLocation } from '../../adapters/store/store-location.ts'
import { NothingStoredError, StoreOpenError } from '../../adapters/store/store-error.ts'
import type { Store } from '../../adapters/store/store.ts'
import { type ConfigurationOptions, ConfigurationError, readEnvironment } from './open-configuration.ts'

type Configured = Pick<Configuration, 'settings'>

/**
 * Where the store is. A relative path counts from the folder above the configuration's; a URL stands in the environment or in .env.
 *
 * @throws ConfigurationError when the environment does not hold the URL
 */
export async function storeLocation(
  { settings: { store } }: Configured,
  { config }: ConfigurationOptions,
): Promise<StoreLocation> {
  if ('path' in store) return { path: resolve(dirname(resolve(config)), store.path) }
  const { url, fault } = readStoreUrl(store, await readEnvironment())
  if (fault !== null) throw new ConfigurationError(fault.message, 'set it in the environment or in .env')
  return { url: url ?? '' }
}

/** What the bot has on record, for reading alone, also while it runs. @throws StoreOpenError when there is nothing */
export const openRecord = async (configuration: Configured, options: ConfigurationOptions): Promise<Store> =>
  openReadOnly(await storeLocation(configuration, options))

/** The same; undefined where the bot has never run. */
export async function openRecordIfAny(
  configuration: Configured,
  options: ConfigurationOptions,
): Promise<Store | undefined> {
  const location = await storeLocation(configuration, options)
  if ('path' in location) return existsSync(location.path) ? openReadOnly(location) : undefined
  return openReadOnly(location).catch((error: unknown) => {
    if (error instanceof StoreOpenError && error.cause instanceof NothingStoredError) return undefined
    throw error
  })
}

/** The same; one with nothing in it where the bot has never run. */
export const openRecordOrEmpty = async (
  configuration: Configured,
  options: ConfigurationOptions,
): Promise<Store> => (await openRecordIfAny(configuration, options)) ?? openStore({ path: ':memory:' })
