import type { StatusReport } from '../core/status/status-report.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { boundariesOf } from '../core/policy/condition.ts'
import type { Store } from '../adapters/store/store.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import { alertsAfter } from '../core/status/alert-report.ts'
import { evaluatedRules } from '../core/burn-alerts/evaluated-rules.ts'
import { budgetSource } from '../app/budget-source.ts'
import { discoverOnce } from '../app/discover-once.ts'
import { searchedSources } from '../app/discovered-configuration.ts'
import { judge } from '../core/status/judge.ts'
import { measure } from '../core/status/measure.ts'
import { reportOf } from '../core/status/report-status.ts'
import type { Command } from 'commander'
import { counted } from '../core/kernel/counted.ts'
import { sourceSecrets } from './configuration/source-secrets.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordOrEmpty } from './configuration/open-record.ts'
import { statusText } from './status/status-text.ts'

interface StatusOptions extends ConfigurationOptions {
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    "Measures now and shows what the bot would say after its next poll, without writing to the store or posting anything. Needs only the secrets of the sources, none of Slack's.",
  ],
  exits: { 0: 'every source answered', 1: 'one did not, or refused a query' },
  examples: [
    'budgeteer status',
    'budgeteer status inference-gateway',
    "budgeteer status --json | jq '.services[] | {service, level, remainingRatio}'",
  ],
}

/** `budgeteer status`: polls once and prints every SLO. */
export const statusCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('[service]', 'only this service')
    .option('--json', 'answer with JSON')
    .action(async (service: string | undefined, options: StatusOptions) => {
      process.exitCode = await run(service, options)
    })

async function run(service: string | undefined, options: StatusOptions): Promise<number> {
  const { configuration, warnings } = await openConfiguration(options)
  const { catalog, settings } = configuration
  if (searchedSources(settings).length === 0 && isUnknown(service, catalog)) return EXIT.usage
  if (warnings !== '') complain(warnings)
  const secrets = await sourceSecrets(configuration)
  const store = await openRecordOrEmpty(configuration, options)
  try {
    const report = await withProgress('measuring', (progress) =>
      measuredReport(configuration, secrets, store, service, progress),
    )
    if (report === undefined) return EXIT.usage
    const boundaries = new Map(
      [...catalog.policies.values()].map((policy) => [policy.name, boundariesOf(policy)]),
    )
    console.log(
      options.json ? JSON.stringify(report, null, 2) : statusText(report, boundaries, settings.timeZone),
    )
    return everySourceAnswered(report) ? EXIT.good : EXIT.error
  } finally {
    await store.close()
  }
}

/** Says so, too. */
function isUnknown(service: string | undefined, { services }: Configuration['catalog']): boolean {
  if (service === undefined || services.has(service)) return false
  complain(`error: no service is called ${service}${suggestion(service, [...services.keys()])}`)
  return true
}

/**
 * One poll that leaves no trace: what was measured now, and the levels that follow from it and from the stored statuses.
 * Undefined when there is no such service.
 */
async function measuredReport(
  configured: Configuration,
  secrets: Secrets,
  store: Store,
  onlyService: string | undefined,
  progress: Progress,
): Promise<StatusReport | undefined> {
  const { settings } = configured
  const at = systemClock.now()
  const { prometheus, source } = await budgetSource({
    settings,
    secrets,
    pushedCounts: store.pushedCounts,
    maintenance: () => configured.catalog.maintenance ?? [],
    clock: systemClock,
  })
  try {
    const { configuration, searched } = await discoverOnce(configured, prometheus, store.discovered, at)
    for (const { name, answer } of searched)
      if (answer?.kind === 'failed') progress.note(`${name} could not be searched for SLOs: ${answer.detail}`)
    const { catalog } = configuration
    if (isUnknown(onlyService, catalog)) return undefined
    const services = [...catalog.services.values()].filter(
      ({ name }) => onlyService === undefined || name === onlyService,
    )
    progress.at(`measuring ${counted(services.flatMap(({ slos }) => slos).length, 'SLO')}`)
    const readings = await measure(source, catalog, services, at)
    const judged = await judge(store, catalog, services, readings, at)
    const alerts = alertsAfter(
      await store.burnAlerts.open(),
      evaluatedRules(catalog, readings),
      at,
      settings.burnAlerts.quietForMs,
    )
    const statuses = judged.map(({ status }) => status)
    return await reportOf(store, catalog, { statuses, readings, alerts }, at, onlyService)
  } finally {
    await prometheus.close()
  }
}

const NOT_ANSWERED = ['query_failed', 'source_unreachable', 'source_timeout']

const everySourceAnswered = ({ services }: StatusReport): boolean =>
  services.every(({ slos }) => slos.every(({ missing }) => !NOT_ANSWERED.includes(missing ?? '')))
