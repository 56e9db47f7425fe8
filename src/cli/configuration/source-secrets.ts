import type { Configuration } from '../../config/load-configuration.ts'
import { readSecrets, type Secrets } from '../../config/settings/secrets.ts'
import { ConfigurationError, readEnvironment } from './open-configuration.ts'

/**
 * The secrets; those of the sources are complete. `remedy`: what to do where one is missing.
 *
 * @throws ConfigurationError
 */
export async function sourceSecrets(
  { settings }: Pick<Configuration, 'settings'>,
  remedy = 'set it in the environment or in .env',
): Promise<Secrets> {
  const read = readSecrets(settings, await readEnvironment())
  if (read.ok) return read.secrets
  const faults = read.missing.filter(({ path }) => path[0] === 'sources')
  if (faults.length > 0) throw new ConfigurationError(faults.map(({ message }) => message).join('\n'), remedy)
  return read.found
}
