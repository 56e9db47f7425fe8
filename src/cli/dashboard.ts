import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Argument, type Command } from 'commander'
import type { Slo } from '../core/budgets/slo.ts'
import { windowText } from '../core/budgets/slo-window.ts'
import { systemRefusal } from '../core/kernel/system-error.ts'
import { dashboardFacts, type RecordedSli } from '../adapters/grafana/facts.ts'
import { DASHBOARD_NAMES, type DashboardName } from '../adapters/grafana/names.ts'
import { sloRules } from '../adapters/prometheus/rules/slo-rules.ts'
import { makeFolder } from '../adapters/store/make-folder.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import { folderOption } from './configuration/folder-option.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

interface DashboardOptions extends ConfigurationOptions {
  readonly out?: string
}

const HELP: HelpPage = {
  about: [
    'error-budget: the six panels of an error budget policy. ml-platform: SLIs of one service, on what "budgeteer rules --names sli" records. budgeteer: whether the bot itself is well.',
    'Import the JSON in Grafana, or let Grafana read the folder. Which Prometheus it looks at is chosen at its top; that must scrape /metrics of the bot.',
  ],
  exits: { 0: 'dashboards were written', 1: 'the configuration has nothing for the one that was asked for' },
  examples: ['budgeteer dashboard --out dashboards', 'budgeteer dashboard error-budget > error-budget.json'],
}

/** `budgeteer dashboard`: dashboards for Grafana, from the levels and SLOs of the configuration. */
export const dashboardCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .addArgument(
      new Argument('[dashboard]', 'which one; without it all, into the folder of --out').choices(
        DASHBOARD_NAMES,
      ),
    )
    .addOption(folderOption('--out', 'where to write <dashboard>.json; without it standard output'))
    .action(async (name: DashboardName | undefined, options: DashboardOptions) => {
      process.exitCode = await run(name, options)
    })

async function run(name: DashboardName | undefined, options: DashboardOptions): Promise<number> {
  const { out } = options
  if (name === undefined && out === undefined) {
    complain(`error: say which dashboard (${DASHBOARD_NAMES.join(', ')}), or --out for all of them`)
    return EXIT.usage
  }
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') complain(warnings)
  const { catalog, settings } = configuration
  const slos = [...catalog.services.values()].flatMap((service) => service.slos)
  const facts = dashboardFacts(catalog, slos.flatMap(recordedSli), settings.pages.url)
  const { dashboardText } = await import('../adapters/grafana/dashboards.ts')
  for (const one of name === undefined ? DASHBOARD_NAMES : [name]) {
    const text = dashboardText(one, facts)
    if (text === undefined) {
      complain(`${name === undefined ? 'left out' : 'error'}: ${one}: rules can record none of the SLOs`)
      if (name !== undefined) return EXIT.error
    } else if (out === undefined) process.stdout.write(text)
    else await writeIn(out, `${one}.json`, text)
  }
  return EXIT.good
}

/** As `budgeteer rules --names sli` records it; nothing where it does not. */
function recordedSli(slo: Slo): readonly RecordedSli[] {
  const { groups } = sloRules(slo, { names: new Set(['sli']), alerts: null }, systemClock.now())
  const recorded = groups
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => ('record' in rule && rule.record.startsWith('sli:') ? [rule.record] : []))
  return recorded.slice(0, 1).map((series) => ({
    service: slo.service,
    slo: slo.name,
    series,
    window: windowText(slo.window),
    objective: slo.objective,
  }))
}

async function writeIn(folder: string, name: string, text: string): Promise<void> {
  makeFolder(folder)
  const file = join(folder, name)
  await writeFile(file, text).catch((error: unknown) => {
    throw systemRefusal(error, file) ?? error
  })
}
