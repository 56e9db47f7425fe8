import type { Command } from 'commander'
import type { Slo } from '../core/budgets/slo.ts'
import type { Configuration } from '../config/load-configuration.ts'
import { readSecrets, type Secrets, type SecretsRead } from '../config/settings/secrets.ts'
import type { Settings } from '../config/settings/settings-reader.ts'
import { auditKeys } from '../core/kernel/audit/audit-key.ts'
import { boundariesOf } from '../core/policy/condition.ts'
import { governed } from '../core/policy/catalog.ts'
import type { MessageToCheck } from '../adapters/slack/check-blocks.ts'
import { proxiesIn } from '../adapters/system/proxies.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import { isoTime } from '../core/kernel/time/iso-time.ts'
import { configurationFindings, environmentFindings } from './doctor/configuration-findings.ts'
import { doctorText, type Finding, findingsWithin, good, isHealthy } from './doctor/finding.ts'
import { flagFindings } from './doctor/flag-findings.ts'
import { httpFindings } from './doctor/http-findings.ts'
import { onCallFindings } from './doctor/on-call-findings.ts'
import { mailFindings, pagerFindings, webhookFindings } from './doctor/outlet-findings.ts'
import { mailTests, pagerTests, webhookTests } from './doctor/send-test.ts'
import { slackFindings } from './doctor/slack-findings.ts'
import { sourceFindings } from './doctor/source-findings.ts'
import { compositeFindings } from './doctor/slo-findings.ts'
import { templateMessages } from './doctor/template-messages.ts'
import { storeFindings } from './doctor/store-findings.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'
import {
  type ConfigurationOptions,
  type ReadConfiguration,
  readConfiguration,
  readEnvironment,
  withFolders,
} from './configuration/open-configuration.ts'
import { storeLocation } from './configuration/open-record.ts'
import { secretTexts } from './configuration/secret-texts.ts'

interface DoctorOptions extends ConfigurationOptions {
  readonly json?: true
  readonly queries?: true
  readonly sendTest?: true
}

const HELP: HelpPage = {
  about: [
    "Looks at everything that `budgeteer start` needs: configuration, secrets, Slack, what Slack says of the message that each template makes, metrics sources and each SLO's queries, the store, the HTTP port, the mail server, the hosts of webhooks and pagers, who is on call, each feature flag and whether it may be changed. It joins the bot to its public channels and makes the store if there is none; it posts nothing, but for what `--send-test` asks for: one message that says it is a test to each list of addresses and each receiver of events, and one call of each pager that is over at once. No flag is changed.",
    '  ✓ good    ! takes something away    ✗ keeps the bot from working',
  ],
  exits: { 0: 'nothing keeps the bot from working', 1: 'something does' },
  examples: [
    'budgeteer doctor',
    'budgeteer doctor --queries     # each SLO with its PromQL, to paste into Prometheus',
    'budgeteer doctor --send-test   # also one test through each outlet',
    `budgeteer doctor --json | jq '.findings[] | select(.kind != "good")'`,
  ],
}

const SLACK_MS = 60 * SECOND_MS
const SOURCE_MS = 60 * SECOND_MS
const NEAR_MS = 20 * SECOND_MS
const OUTLETS_MS = 60 * SECOND_MS

/** `budgeteer doctor`: checks what `start` needs against the real outside. */
export const doctorCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option('--json', 'answer with JSON')
    .option('--queries', 'print the PromQL of each SLO below it')
    .option('--send-test', 'send one test through each outlet, and say what it answered')
    .action(async (options: DoctorOptions) => {
      const findings = await withProgress('looking at the configuration', (progress) =>
        everyFinding(options, progress),
      )
      const healthy = isHealthy(findings)
      const report = { at: isoTime(systemClock.now()), healthy, findings }
      const text = options.json
        ? JSON.stringify(report, null, 2)
        : doctorText(findings, options.queries === true, standardOutput())
      // A check that was cut off may still hold a connection: nothing waits for it.
      process.stdout.write(`${text}\n`, () => process.exit(healthy ? EXIT.good : EXIT.error))
    })

async function everyFinding(options: DoctorOptions, progress: Progress): Promise<readonly Finding[]> {
  const read = await readConfiguration(options)
  const { loaded } = read
  const first = configurationFindings(read)
  const readable = loaded.ok ? loaded : loaded.readable
  if (readable === null) return first
  const secretsRead = readSecrets(readable.settings, await readEnvironment())
  const secrets = secretsRead.ok ? secretsRead.secrets : secretsRead.found
  const parts = [
    slackPart(readable, secretsRead, messagesOf(read)),
    ...sourceParts(readable, secrets),
    storePart(readable, options, secrets),
    findingsWithin('http', NEAR_MS, () => httpFindings(readable.settings)),
    findingsWithin('mail', NEAR_MS, () => mailFindings(readable.settings, secrets)),
    findingsWithin('webhooks', NEAR_MS, () => webhookFindings(readable.settings)),
    findingsWithin('flags', OUTLETS_MS, () => flagFindings(readable, secrets)),
    findingsWithin('on_call', OUTLETS_MS, () => onCallFindings(readable.settings, secrets)),
    findingsWithin('pagers', NEAR_MS, () => pagerFindings(readable.settings)),
    ...(options.sendTest === true ? testParts(readable.settings, secrets) : []),
  ]
  const rest = await allOf(parts, (done) => progress.at('parts looked at', done, parts.length))
  const composites = compositeFindings(slosOf(readable.catalog))
  const findings = [
    ...first,
    ...environmentFindings(secretsRead),
    ...proxyFindings(),
    ...rest.flat(),
    ...composites,
  ]
  return findings.map((finding) => withoutSecrets(finding, secretTexts(secrets)))
}

/** One test through each outlet. */
const testParts = (settings: Settings, secrets: Secrets): Promise<readonly Finding[]>[] => [
  findingsWithin('mail', OUTLETS_MS, () => mailTests(settings, secrets)),
  findingsWithin('webhooks', OUTLETS_MS, () => webhookTests(settings, secrets)),
  findingsWithin('pagers', OUTLETS_MS, () => pagerTests(settings, secrets)),
]

/** All results in their order; says after each how many there are. */
async function allOf<Result>(
  parts: readonly Promise<Result>[],
  tell: (done: number) => void,
): Promise<Result[]> {
  let done = 0
  tell(done)
  return Promise.all(parts.map((part) => part.finally(() => tell((done += 1)))))
}

/** Which proxies everything that is asked of other servers goes through; nothing without one. */
const proxyFindings = (): readonly Finding[] =>
  proxiesIn(process.env).map(({ variable, address }) =>
    good(
      'environment',
      `${variable} sends what is asked of other servers through ${address}, except for NO_PROXY (${process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? 'not set'})`,
    ),
  )

type Readable = Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>

/** What the templates make; nothing while they cannot be used, which a finding of its own says. */
function messagesOf({ loaded, templates }: ReadConfiguration): readonly MessageToCheck[] {
  if (!loaded.ok || !templates.ok) return []
  const levels = [...loaded.catalog.policies.values()].flatMap((policy) => policy.levels)
  return templateMessages(
    templates.renderer,
    levels.map(({ announcement }) => announcement),
  )
}

async function slackPart(
  { settings, roleBook }: Readable,
  read: SecretsRead,
  messages: readonly MessageToCheck[],
): Promise<readonly Finding[]> {
  const secrets = read.ok ? read.secrets : read.found
  // Without these Slack cannot be asked; the environment's findings say what is wrong with them.
  if (read.missing.some(({ variable }) => ['SLACK_BOT_TOKEN', 'SLACK_API_URL'].includes(variable))) return []
  return findingsWithin('slack', SLACK_MS, () => slackFindings(settings, secrets, roleBook, messages))
}

function sourceParts({ settings, catalog }: Readable, secrets: Secrets): Promise<readonly Finding[]>[] {
  const { services } = catalog
  const checkup = { settings, secrets, slos: slosOf(catalog), services, boundaries: boundariesIn(catalog) }
  return [...settings.sources.values()].map((source) =>
    findingsWithin('sources', SOURCE_MS, (signal) => sourceFindings(source, checkup, signal)),
  )
}

function storePart(
  readable: Readable,
  options: DoctorOptions,
  { audit }: Secrets,
): Promise<readonly Finding[]> {
  const { catalog } = readable
  return findingsWithin('store', NEAR_MS, async () =>
    storeFindings(
      await storeLocation(readable, options),
      slosOf(catalog),
      boundariesIn(catalog),
      readable.settings.audit,
      auditKeys(audit.key, audit.old),
    ),
  )
}

const slosOf = ({ services }: Configuration['catalog']): readonly Slo[] =>
  [...services.values()].flatMap(({ slos }) => slos)

const boundariesIn =
  (catalog: Configuration['catalog']) =>
  ({ service }: Slo): readonly number[] => {
    const policy = governed(catalog, service)?.policy
    return policy === undefined ? [] : boundariesOf(policy)
  }

/** What others wrote may hold a secret, such as an error page that echoes headers. */
function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const clean = (text: string): string =>
    secrets
      .filter((secret) => secret.length >= 4)
      .reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text)
  return { ...finding, text: clean(finding.text), todo: finding.todo === null ? null : clean(finding.todo) }
}
