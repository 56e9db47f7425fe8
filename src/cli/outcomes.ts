import type { Command } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { quarterOutcomes } from '../core/outcomes/quarter.ts'
import { lastFinished, periodNamed } from '../core/reports/report-period.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordOrEmpty } from './configuration/open-record.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { outcomesJson, outcomesText } from './terminal/outcomes-text.ts'

interface OutcomesOptions extends ConfigurationOptions {
  readonly quarter?: string
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Prints what became of the exceptions, overrides, silver bullets and ordinary approvals of a quarter, and what each role answered. Seats that always say yes are a question to the policy’s owner. It reads the store and writes nothing.',
  ],
  exits: { 0: 'it is printed', 1: 'it could not be' },
  examples: [
    'budgeteer outcomes',
    'budgeteer outcomes --quarter 2026-Q3',
    "budgeteer outcomes --json | jq '.questions'",
  ],
}

/** `budgeteer outcomes`: what became of a quarter's requests, by role and way. */
export const outcomesCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option('--quarter <quarter>', 'such as 2026-Q3 (default: the last one that is over)')
    .option('--json', 'answer with JSON')
    .action(async (options: OutcomesOptions) => {
      process.exitCode = await run(options)
    })

async function run(options: OutcomesOptions): Promise<number> {
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') complain(warnings)
  const { timeZone, gate } = configuration.settings
  const period =
    options.quarter === undefined
      ? lastFinished('quarter', timeZone, systemClock.now())
      : periodNamed(options.quarter, timeZone)
  if (period?.unit !== 'quarter') {
    complain(`error: --quarter is ${options.quarter ?? ''}; allowed: a quarter such as 2026-Q3`)
    return EXIT.usage
  }
  const store = await openRecordOrEmpty(configuration, options)
  try {
    const found = await quarterOutcomes(store, gate.environments, period)
    const shown = { period, found, book: configuration.roleBook }
    console.log(options.json ? JSON.stringify(outcomesJson(shown), null, 2) : outcomesText(shown))
    return EXIT.good
  } finally {
    await store.close()
  }
}
