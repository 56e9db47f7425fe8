import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { type RoleBook, roleTitles, SERVICE_OWNER } from '../core/people/role-book.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import { withYoungWindows } from '../core/policy/young-window.ts'
import type { RiskCatalogs } from '../core/risks/risk-catalog.ts'
import { readFreezes } from './freezes/freezes-reader.ts'
import { readImports } from './importers/imports.ts'
import { readMaintenance } from './maintenance/maintenance-reader.ts'
import { policyFilesIn, readPolicies, shippedInUse } from './policies/policy-files.ts'
import type { Environment } from './reading/env-file.ts'
import { millis } from './reading/fields.ts'
import { repeated } from './reading/names.ts'
import { inOrder, isError, type Problem } from './reading/problem.ts'
import { absent, textOf, yamlFilesIn } from './reading/text-files.ts'
import { type Place, YamlFile } from './reading/yaml-file.ts'
import { readRisks } from './risks/risks-reader.ts'
import { withParts } from './services/composite-reader.ts'
import { readServices } from './services/service-reader.ts'
import type { PlacedService } from './services/service-surroundings.ts'
import { burnTableOf } from './settings/burn-alerts-reader.ts'
import { enforcementProblems } from './settings/enforcement-problems.ts'
import {
  claimProblems,
  notificationProblems,
  pagerProblems,
  receiverProblems,
  roleProblems,
} from './settings/policy-use-problems.ts'
import { readSecrets, type Secrets } from './settings/secrets.ts'
import {
  PUSHED_COUNTS_KEPT_MS,
  readSettings,
  roleBookOf,
  type Settings,
  settingsOf,
} from './settings/settings-reader.ts'
import type { ImportYaml } from './settings/settings-shape.ts'

/** The folder of `budgeteer.yaml`, `policies/` and `slos/`, or the `budgeteer.yaml` in it. */
export type ConfigurationPlace = ({ readonly dir: string } | { readonly file: string }) & {
  /** Given when the bot starts: secrets must be there then. Without it they are not looked for. */
  readonly env?: Environment
  /** A folder of policies that count where the configuration names one and has no such file. */
  readonly shippedPolicies?: string
}

export interface ConfigurationFile {
  /** The folder as given, and the name below it. */
  readonly path: string
  readonly sha256: string
}

export interface Configuration {
  readonly settings: Settings
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  readonly risks: RiskCatalogs
  /** Null when no environment was given. */
  readonly secrets: Secrets | null
  readonly files: readonly ConfigurationFile[]
  /** Folders of the files that `imports` names, beside the configuration's own. */
  readonly importFolders: readonly string[]
  /** Of all files together; changes with any of them. */
  readonly hash: string
}

export type LoadedConfiguration =
  /** Problems are warnings. */
  | ({ readonly ok: true; readonly problems: readonly Problem[] } & Configuration)
  /** `readable` is what can be read all the same, for those who look at the rest; null without settings. */
  | {
      readonly ok: false
      readonly problems: readonly Problem[]
      readonly readable: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'> | null
    }

/**
 * Reads the configuration and checks all of it. Every mistake is reported at once; mistakes are values, and only files
 * that cannot be read for another reason than being absent throw.
 */
export async function loadConfiguration(place: ConfigurationPlace): Promise<LoadedConfiguration> {
  const { env, shippedPolicies } = place
  const dir = 'dir' in place ? place.dir : dirname(place.file)
  const main = 'dir' in place ? join(dir, 'budgeteer.yaml') : place.file
  const [mainText, freezesText, maintenanceText, risksText, policyFolder, sloFolder] = await Promise.all([
    textOf(main),
    textOf(join(dir, 'freezes.yaml')),
    textOf(join(dir, 'maintenance.yaml')),
    textOf(join(dir, 'risks.yaml')),
    policyFilesIn(join(dir, 'policies'), shippedPolicies),
    yamlFilesIn(join(dir, 'slos')),
  ])
  const problems: Problem[] = [...policyFolder.problems, ...sloFolder.problems]

  const settingsFile = new YamlFile(main, mainText ?? '')
  const { whole, rest, ...settingsRead } =
    mainText === undefined
      ? { rest: {}, problems: [absent(main, 'there is no such file; the configuration begins here')] }
      : readSettings(settingsFile, policyFolder.names)
  problems.push(...settingsRead.problems)

  const timeZone = rest.time_zone ?? 'UTC'
  const burnRules = rest.burn_alerts?.rules
  const around = {
    defaultPolicy: rest.default_policy,
    policies: policyFolder.names,
    sources: isMapping(settingsFile.data) ? settingsFile.at('sources').keys : undefined,
    flagProviders: new Map(
      settingsFile
        .at('flag_providers')
        .keys.map((name) => [name, rest.flag_providers?.[name]?.kind] as const),
    ),
    timeZone,
    pushedCountsMs: millis(rest.retention?.pushed_counts, PUSHED_COUNTS_KEPT_MS),
    burnTable: burnRules === undefined ? undefined : burnTableOf(burnRules),
  }
  const readings = sloFolder.files.map(({ path, text }) => readServices(new YamlFile(path, text), around))
  const imported = await readImports(settingsFile, importsOf(settingsFile, rest.imports), dir, around)
  const composed = withParts([...readings.flatMap((reading) => reading.services), ...imported.services])
  const { services } = composed
  const shipped = shippedInUse(policyFolder, [
    rest.default_policy,
    ...services.map(({ service }) => service.policy),
    ...Object.values(rest.sources ?? {}).map(({ prometheus }) => prometheus.discover?.policy),
  ])
  const { policies, ...policiesRead } = readPolicies([...policyFolder.files, ...shipped])
  problems.push(
    ...policiesRead.problems,
    ...readings.flatMap((reading) => reading.problems),
    ...imported.problems,
    ...composed.problems,
    ...repeatedServices(services),
  )
  const isSearched = Object.values(rest.sources ?? {}).some(
    ({ prometheus }) => prometheus.discover !== undefined,
  )
  if (sloFolder.files.length === 0 && rest.imports === undefined && !isSearched)
    problems.push(
      absent(join(dir, 'slos'), 'no service is configured; write one in a .yaml file in this folder'),
    )

  const freezes = readFreezes(new YamlFile(join(dir, 'freezes.yaml'), freezesText ?? 'freezes: []'), {
    timeZone,
    services: services.map(({ service }) => service.name),
    changes: policies.flatMap(({ file }) => file.at('change_types').keys),
  })
  const maintenance = readMaintenance(
    new YamlFile(join(dir, 'maintenance.yaml'), maintenanceText ?? 'maintenance: []'),
    { timeZone, services: services.map(({ service }) => service) },
  )
  const { risks, problems: riskProblems } = readRisks(
    new YamlFile(join(dir, 'risks.yaml'), risksText ?? 'catalogs: []'),
    {
      services: services.map(({ service }) => service),
      roles: [...Object.keys(rest.roles ?? {}), SERVICE_OWNER],
    },
  )
  problems.push(...freezes.problems, ...maintenance.problems, ...riskProblems)

  const owners = new Map(services.map(({ service, owner }) => [service.name, owner]))
  const roleBook = roleBookOf(rest.roles ?? {}, owners)
  const inUse = policies.flatMap(({ name, file, yaml }) =>
    yaml === undefined ? [] : [{ name, file, policy: yaml, services: governedBy(name, services) }],
  )
  if (isMapping(settingsFile.valueOf(['roles'])))
    problems.push(...roleProblems(settingsFile, roleBook, inUse))
  if (inUse.length === policies.length) problems.push(...claimProblems(settingsFile, rest, inUse))
  problems.push(
    ...notificationProblems(rest, inUse),
    ...receiverProblems(rest, inUse),
    ...pagerProblems(settingsFile, rest, inUse),
  )
  problems.push(...enforcementProblems(settingsFile, rest, shadowedIn(readings), inUse))

  if (whole === undefined) return { ok: false, problems: inOrder(problems), readable: null }
  const settings = settingsOf(whole, dir)
  const secrets = env === undefined ? null : readSecrets(settings, env)
  if (secrets?.ok === false)
    problems.push(...secrets.missing.map(({ path, message }) => settingsFile.problem(path, message)))

  const policyOf = new Map(
    policies.flatMap(({ name, policy }) =>
      policy === undefined ? [] : [[name, { ...policy, roleTitles: roleTitles(roleBook) }] as const],
    ),
  )
  const catalog = {
    services: withYoungWindows(new Map(services.map(({ service }) => [service.name, service])), policyOf),
    policies: policyOf,
    windows: freezes.windows,
    maintenance: maintenance.windows,
  }
  if (problems.some(isError))
    return { ok: false, problems: inOrder(problems), readable: { settings, catalog, roleBook } }
  const files = [
    { path: main, text: mainText },
    { path: join(dir, 'freezes.yaml'), text: freezesText },
    { path: join(dir, 'maintenance.yaml'), text: maintenanceText },
    { path: join(dir, 'risks.yaml'), text: risksText },
    ...policyFolder.files,
    ...shipped,
    ...sloFolder.files,
    ...imported.files,
  ].flatMap(({ path, text }) => (text === undefined ? [] : [{ path, sha256: sha256(text) }]))
  // Wherever the package lies, its policies are the same.
  const shippedPaths = new Set(shipped.map(({ path }) => path))
  const named = (path: string): string =>
    shippedPaths.has(path) ? `/policies/${basename(path)}` : path.slice(dir.length)
  return {
    ok: true,
    problems: inOrder(problems),
    settings,
    catalog,
    roleBook,
    risks,
    secrets: secrets?.ok === true ? secrets.secrets : null,
    files,
    importFolders: imported.folders,
    hash: sha256(files.map(({ path, sha256: hash }) => `${named(path)} ${hash}\n`).join('')),
  }
}

/** None when a broken entry was cut out: the others would no longer stand where the file has them. */
function importsOf(file: YamlFile, imports: readonly ImportYaml[] = []): readonly ImportYaml[] {
  const written = file.valueOf(['imports'])
  return Array.isArray(written) && written.length === imports.length ? imports : []
}

const governedBy = (policy: string, services: readonly PlacedService[]): readonly string[] =>
  services.filter(({ service }) => service.policy === policy).map(({ service }) => service.name)

/** The lines that put a service of `slos/` in shadow. */
const shadowedIn = (readings: readonly { readonly services: readonly PlacedService[] }[]): readonly Place[] =>
  readings
    .flatMap(({ services }) => services)
    .filter(({ service }) => service.enforcement === 'shadow')
    .map(({ place }) => place.at('enforcement'))

function repeatedServices(services: readonly PlacedService[]): readonly Problem[] {
  return [...repeated(services, ({ service }) => service.name)].map(([{ service, place }, other]) => {
    const message = `${other.place.shown} has a service called ${service.name} too; names are distinct`
    return place.at('name').problem(message)
  })
}

const isMapping = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
