import { repeated, unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { Place } from '../reading/yaml-file.ts'
import type { ServiceYaml } from './service-shape.ts'
import type { ServiceSurroundings } from './service-surroundings.ts'

type FlagYaml = NonNullable<ServiceYaml['flags']>[number]

/** Flags whose provider is unknown, that lack where they are, or that say what their provider has not. */
export function flagProblems(
  place: Place,
  flags: readonly FlagYaml[] | undefined,
  { flagProviders = new Map() }: Pick<ServiceSurroundings, 'flagProviders'>,
): readonly Problem[] {
  // A part that was cut out for a mistake of its own would shift the places of the rest.
  const written = place.value
  if (flags === undefined || !Array.isArray(written) || written.length !== flags.length) return []
  const again = repeated(flags, ({ provider, flag, project, environment }) =>
    [provider, flag, project, environment].join(' '),
  )
  return flags.flatMap((flag, index) => {
    const at = place.at(index)
    const kind = flagProviders.get(flag.provider)
    return [
      ...unknownName(at.at('provider'), 'flag provider', flag.provider, [...flagProviders.keys()]),
      ...(again.has(flag) ? [at.problem(`the service has ${flag.flag} at ${flag.provider} already`)] : []),
      ...(kind === 'flagd' ? inFile(at, flag) : []),
      ...(kind === 'unleash' || kind === 'launchdarkly' ? atServer(at, flag, kind) : []),
    ]
  })
}

const inFile = (at: Place, { project, environment }: FlagYaml): readonly Problem[] =>
  Object.entries({ project, environment }).flatMap(([key, value]) =>
    value === undefined ? [] : [at.at(key).problem(`a file of flagd has no ${key}s; leave it away`)],
  )

const TITLES = { unleash: 'Unleash', launchdarkly: 'LaunchDarkly' } as const

const atServer = (
  at: Place,
  { project, environment, off }: FlagYaml,
  kind: keyof typeof TITLES,
): readonly Problem[] => [
  ...(environment === undefined
    ? [at.problem(`${TITLES[kind]} switches a flag in one environment; write environment: production`)]
    : []),
  ...(project === undefined && kind === 'launchdarkly'
    ? [at.problem('LaunchDarkly keeps flags in projects; write project: with the key of the one')]
    : []),
  ...(typeof off === 'object'
    ? [
        at
          .at('off')
          .problem(
            `${TITLES[kind]} has its own variant for a flag that is off; leave off away, or write disabled`,
          ),
      ]
    : []),
]
