import { isAbsolute, join } from 'node:path'
import type { ImportYaml } from '../settings/settings-shape.ts'
import { unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { TextFile } from '../reading/text-files.ts'
import type { PlacedService, ServiceSurroundings } from '../services/service-surroundings.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import type { Finding } from './findings.ts'
import { type ForeignService, readForeign } from './foreign-services.ts'
import { foldersOf, matchingFiles, textsOf } from './matching-files.ts'
import { given } from '../reading/given.ts'

export interface ImportsRead {
  readonly services: readonly PlacedService[]
  readonly problems: readonly Problem[]
  readonly files: readonly TextFile[]
  /** Where a change of the files would show. */
  readonly folders: readonly string[]
}

/**
 * The services of the files that `imports` names. Paths begin at the configuration's folder. What cannot be read is a
 * problem with the line of the foreign file; `budgeteer import` reports what is merely not carried.
 */
export async function readImports(
  settings: YamlFile,
  imports: readonly ImportYaml[],
  dir: string,
  around: ServiceSurroundings,
): Promise<ImportsRead> {
  const read = await Promise.all(
    imports.map((entry, index) => readImport(settings.at('imports', index), entry, dir, around)),
  )
  return {
    services: read.flatMap(({ services }) => services),
    problems: read.flatMap(({ problems }) => problems),
    files: [...new Map(read.flatMap(({ files }) => files).map((file) => [file.path, file])).values()],
    folders: [...new Set(read.flatMap(({ folders }) => folders))],
  }
}

async function readImport(
  place: Place,
  entry: ImportYaml,
  dir: string,
  around: ServiceSurroundings,
): Promise<ImportsRead> {
  const { format, source, service, window } = entry
  const patterns = typeof entry.files === 'string' ? [entry.files] : entry.files
  const found = await Promise.all(
    patterns.map(async (pattern) => {
      const from = isAbsolute(pattern) ? pattern : join(dir, pattern)
      return { pattern, from, paths: await matchingFiles(from) }
    }),
  )
  const files = await textsOf(found.flatMap(({ paths }) => paths))
  const { services, findings } = readForeign(
    files,
    given({ format, source, service, window, sources: around.sources }),
    around,
  )
  const nothing = found.filter(({ paths }) => paths.length === 0)
  return {
    services: services.flatMap((service) => placedService(service, entry, around)),
    problems: [
      ...nothing.map(({ pattern }) => place.at('files').problem(`no file matches: ${pattern}`)),
      ...(files.length > 0 && services.length === 0 && !findings.some(({ outcome }) => outcome === 'refused')
        ? [place.at('files').problem('none of these files holds an SLO', 'warning')]
        : []),
      ...unknownName(place.at('policy'), 'policy', entry.policy, around.policies),
      ...findings.flatMap(problemOf),
    ],
    files,
    folders: found.flatMap(({ from, paths }) => foldersOf(from, paths)),
  }
}

function placedService(
  { name, title, journey, slos }: ForeignService,
  { owner, policy, enforcement }: ImportYaml,
  around: ServiceSurroundings,
): readonly PlacedService[] {
  const [first] = slos
  if (first === undefined) return []
  return [
    {
      service: {
        name,
        title,
        ...given({ journey, enforcement }),
        policy: policy ?? around.defaultPolicy ?? '',
        slos: slos.map(({ checked }) => checked),
      },
      owner,
      composites: [],
      place: first.place,
    },
  ]
}

function problemOf({ outcome, file, line, path, message }: Finding): readonly Problem[] {
  if (outcome !== 'refused' && outcome !== 'doubtful') return []
  return [{ severity: outcome === 'refused' ? 'error' : 'warning', file, line, path, message }]
}
