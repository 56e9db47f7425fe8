import { z } from 'zod'
import { FLAG_MODES } from '../../core/flags/flag-provider.ts'
import { choice, duration, envName, mapping, name, text } from '../reading/fields.ts'
import { webAddress } from './source-shape.ts'

const mode = choice(FLAG_MODES)
  .optional()
  .describe('live changes flags; dry, the default, only says what would be changed.')
const timeout = duration.optional().describe('Of one call. Default: 10s.')
const tokenEnv = envName.describe('Environment variable that holds the API token.')

const flagProvider = z.discriminatedUnion(
  'kind',
  [
    mapping({
      kind: z.literal('flagd').describe('A flag definition file of OpenFeature’s flagd, JSON or YAML.'),
      mode,
      file: text.describe('Its path, from this folder on. flagd watches it.'),
    }),
    mapping({
      kind: z.literal('unleash').describe('An Unleash server, by its Admin API.'),
      mode,
      url: webAddress('https://unleash.example.com').describe('Without /api.'),
      token_env: tokenEnv,
      timeout,
    }),
    mapping({
      kind: z.literal('launchdarkly').describe('LaunchDarkly, by its REST API.'),
      mode,
      url: webAddress('https://app.launchdarkly.com')
        .optional()
        .describe('Default: https://app.launchdarkly.com'),
      token_env: tokenEnv,
      timeout,
    }),
  ],
  { error: 'a mapping with kind: flagd, unleash or launchdarkly' },
)

export const flagProviders = z
  .record(name, flagProvider)
  .describe('Where services keep their feature flags, by name.')

export type FlagProviderYaml = z.infer<typeof flagProvider>
export type FlagProviderKind = FlagProviderYaml['kind']
