import { type Command, InvalidArgumentError, Option } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { riskData } from '../core/risks/risk-data.ts'
import { catalogsOf, type RiskReport, riskReports } from '../core/risks/risk-report.ts'
import { type Lengths, LENGTHS, type Simulation, simulateYears } from '../core/risks/simulated-year.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordOrEmpty } from './configuration/open-record.ts'
import { risksText } from './risks/risks-text.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

interface RiskOptions extends ConfigurationOptions {
  readonly service?: string
  readonly simulate?: true
  readonly seed: number
  readonly years: number
  readonly lengths: Lengths
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Ranks what risks.yaml says may go wrong by the bad minutes that it costs in a year, against the budget of the target availability. What people accepted in Slack and on the pages is read from the store, if there is one.',
    'Red: too big for a single risk. Amber: no longer fits into the budget beside what is accepted and what is smaller. Green: fits. Blue: accepted.',
  ],
  exits: { 0: 'answered', 1: 'configuration or store cannot be read' },
  examples: [
    'budgeteer risks',
    'budgeteer risks --service pro-api --simulate --seed 7',
    "budgeteer risks --json | jq '.catalogs[].risks[] | {rank, title, colour, badMinutesPerYear}'",
  ],
}

const MOST_YEARS = 1_000_000

/** `budgeteer risks`: the stack rank of each catalog, what mitigations would save, and the year by chance. */
export const risksCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option('--service <service>', 'only the catalogs that are about this service')
    .option('--simulate', 'play years in which the risks strike by chance')
    .option('--seed <number>', 'the same number plays the same years', whole(0, 2 ** 31), 1)
    .option('--years <number>', 'how many years are played', whole(2, MOST_YEARS), 10_000)
    .addOption(
      new Option('--lengths <kind>', 'how long simulated incidents last')
        .choices(LENGTHS)
        .default('exponential'),
    )
    .option('--json', 'answer with JSON')
    .action(async (options: RiskOptions) => {
      process.exitCode = await run(options)
    })

async function run(options: RiskOptions): Promise<number> {
  const { configuration } = await openConfiguration(options)
  const { catalog, risks } = configuration
  const { service } = options
  if (service !== undefined && !catalog.services.has(service)) {
    complain(`error: no service is called ${service}${suggestion(service, [...catalog.services.keys()])}`)
    return EXIT.usage
  }
  const store = await openRecordOrEmpty(configuration, options)
  try {
    const around = { services: catalog.services, now: systemClock.now() }
    const reports = await riskReports(store, catalogsOf(risks, service), around)
    const played = reports.map((report) => ({ report, simulation: simulationOf(report, options) }))
    if (options.json) {
      const catalogs = played.map(({ report, simulation }) => riskData(report, simulation))
      console.log(JSON.stringify({ catalogs }, null, 2))
    } else console.log(played.length === 0 ? noneText(service) : played.map(risksText).join('\n\n'))
    return EXIT.good
  } finally {
    await store.close()
  }
}

function simulationOf(
  { catalog, rank }: RiskReport,
  { simulate, seed, years, lengths }: RiskOptions,
): Simulation | undefined {
  if (simulate !== true) return undefined
  const figures = catalog.risks.map((risk) => risk.figures)
  return simulateYears(figures, rank.budgetMinutes, { seed, years, lengths })
}

const noneText = (service: string | undefined): string =>
  service === undefined
    ? 'No risk catalog is configured: write risks.yaml beside budgeteer.yaml.'
    : `No risk catalog is about ${service}.`

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Allowed: a whole number from ${least} to ${most}.`)
  }
