import type { Logger } from 'pino'
import type { AuditLog } from '../core/kernel/audit/audit-entry.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Settings } from '../config/settings/settings-reader.ts'
import type { Renderer } from '../adapters/templates/renderer.ts'
import { policiesDifference } from '../core/policy/policy-difference.ts'
import type { Clock } from '../core/kernel/time/clock.ts'

/** Everything that is read from files. */
export interface Adopted {
  readonly configuration: Configuration
  readonly secrets: Secrets
  readonly renderer: Renderer
}

/** Reads the files again. A mistake in them is a value; only the unforeseen throws. */
export type Reread = () => Promise<
  { readonly ok: true; readonly adopted: Adopted } | { readonly ok: false; readonly problems: string }
>

export type ReloadOutcome =
  | { readonly kind: 'unchanged' }
  /** `restart` names the settings whose change only a restart takes up. */
  | { readonly kind: 'taken-up'; readonly hash: string; readonly restart: readonly string[] }
  /** The one before stays in force. */
  | { readonly kind: 'refused'; readonly problems: string }

export interface CurrentConfigurationDeps {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Undefined where there is nothing to read again. */
  readonly reread: Reread | undefined
}

/** Settings that are read at each use, and those in the catalog. */
const TAKEN_UP: ReadonlySet<keyof Settings> = new Set([
  'timeZone',
  'channels',
  'gate',
  'pages',
  'defaultPolicy',
  'alertmanager',
  'flagProviders',
])

/**
 * The configuration in force. A good edit replaces it whole, between two decisions and never within one, and is on record
 * before it counts; a broken one is reported and changes nothing.
 */
export class CurrentConfiguration {
  readonly #deps: CurrentConfigurationDeps
  readonly #started: Adopted
  readonly #onAdopted: (() => void)[] = []
  #adopted: Adopted
  #problems: string | null = null
  #underWay: Promise<ReloadOutcome> | undefined

  constructor(started: Adopted, deps: CurrentConfigurationDeps) {
    this.#started = started
    this.#adopted = started
    this.#deps = deps
  }

  get configuration(): Configuration {
    return this.#adopted.configuration
  }

  get secrets(): Secrets {
    return this.#adopted.secrets
  }

  get renderer(): Renderer {
    return this.#adopted.renderer
  }

  /** What is wrong with the newest edit, which was not taken up; null when all is well. */
  get problems(): string | null {
    return this.#problems
  }

  onAdopted(act: () => void): void {
    this.#onAdopted.push(act)
  }

  /** Records the configuration that the bot starts with. */
  async record(): Promise<void> {
    const { hash, files } = this.configuration
    await this.#append({ hash, files: files.map(({ path, sha256 }) => `${path} ${sha256}`) })
  }

  /** Reads the files again and takes up what is good. Calls made meanwhile share one further reading. */
  async reload(): Promise<ReloadOutcome> {
    while (this.#underWay !== undefined) await this.#underWay.catch(() => undefined)
    this.#underWay = this.#reload().finally(() => {
      this.#underWay = undefined
    })
    return this.#underWay
  }

  async #reload(): Promise<ReloadOutcome> {
    const { reread, logger } = this.#deps
    if (reread === undefined) return { kind: 'unchanged' }
    const read = await reread().catch((error: unknown) => ({
      ok: false as const,
      problems: `the configuration could not be read: ${error instanceof Error ? error.message : String(error)}`,
    }))
    if (!read.ok) {
      this.#problems = read.problems
      logger.error(
        { problems: read.problems },
        'the edited configuration is not in force; the one before stays',
      )
      return { kind: 'refused', problems: read.problems }
    }
    const before = this.configuration
    const { configuration } = read.adopted
    if (configuration.hash === before.hash) {
      this.#adopted = read.adopted
      this.#problems = null
      return { kind: 'unchanged' }
    }
    const restart = changedSettings(this.#started.configuration.settings, configuration.settings)
    const files = changedFiles(before, configuration)
    const difference = policiesDifference(before.catalog.policies, configuration.catalog.policies)
    await this.#append({ hash: configuration.hash, before: before.hash, files, difference, restart })
    this.#adopted = read.adopted
    this.#problems = null
    for (const act of this.#onAdopted) act()
    logger.info({ hash: configuration.hash, files, difference }, 'the edited configuration is in force')
    if (restart.length > 0) logger.warn({ settings: restart }, 'these settings change with the next start')
    return { kind: 'taken-up', hash: configuration.hash, restart }
  }

  async #append(data: Parameters<AuditLog['append']>[0][number]['data']): Promise<void> {
    const at = this.#deps.clock.now()
    await this.#deps.audit.append([{ at, kind: 'configuration', actor: 'budgeteer', service: '*', data }])
  }
}

/** Names of the settings that differ from those that the bot was built of, and that a running bot keeps. */
function changedSettings(started: Settings, now: Settings): string[] {
  const text = (settings: Settings, key: keyof Settings): string =>
    JSON.stringify(settings[key], (_, value: unknown) => (value instanceof Map ? [...value] : value))
  return (Object.keys(now) as (keyof Settings)[]).filter(
    (key) => !TAKEN_UP.has(key) && text(started, key) !== text(now, key),
  )
}

/** `policies/zones.yaml changed`, `slos/new.yaml new`, `slos/old.yaml gone`. */
function changedFiles(before: Configuration, after: Configuration): string[] {
  const was = new Map(before.files.map(({ path, sha256 }) => [path, sha256]))
  const is = new Map(after.files.map(({ path, sha256 }) => [path, sha256]))
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [from, to] = [was.get(path), is.get(path)]
    if (from === to) return []
    return [`${path} ${from === undefined ? 'new' : to === undefined ? 'gone' : 'changed'}`]
  })
}
