import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { Incident } from '../core/incidents/incident.ts'
import { systemRefusal } from '../core/kernel/system-error.ts'
import { wallTimeText } from '../core/kernel/time/wall-time.ts'
import { visibleLine } from '../core/kernel/visible-text.ts'
import { draftJson } from '../core/postmortems/draft-json.ts'
import { draftMarkdown } from '../core/postmortems/draft-markdown.ts'
import { draftPostmortem } from '../core/postmortems/draft-postmortem.ts'
import { incidentsNear } from '../core/postmortems/unknown-incident.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecord } from './configuration/open-record.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

const FORMATS = ['markdown', 'json'] as const

interface PostmortemOptions extends ConfigurationOptions {
  readonly format: (typeof FORMATS)[number]
  readonly out?: string
}

const HELP: HelpPage = {
  about: [
    'Draws up what is on record of an incident: what the budget did, alerts, levels, freezes, deployments, requests with their approvals, and what it cost. It names nobody, and leaves blank what people write. Reads the store, also while the bot runs, and writes nothing there.',
  ],
  exits: { 0: 'it was drawn up', 1: 'there is no such incident, or the store cannot be read' },
  examples: [
    'budgeteer postmortem i-7k2m9xqpv4 > postmortem.md',
    'budgeteer postmortem i-7k2m9xqpv4 --out postmortem.md',
    'budgeteer postmortem i-7k2m9xqpv4 --format json | jq .cost',
  ],
}

/** `budgeteer postmortem <incident>`: a draft of its postmortem. */
export const postmortemCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('<incident>', 'its id, as /budget incidents shows it')
    .addOption(new Option('--format <format>', 'what is written').choices(FORMATS).default('markdown'))
    .option('--out <file>', 'write it into this file, which is replaced')
    .action(async (id: string, options: PostmortemOptions) => {
      process.exitCode = await run(id, options)
    })

async function run(id: string, options: PostmortemOptions): Promise<number> {
  const { configuration } = await openConfiguration(options)
  const store = await openRecord(configuration, options)
  try {
    const { catalog, roleBook, settings } = configuration
    const now = systemClock.now()
    const draft = await draftPostmortem({ store, catalog, roleBook, now }, id)
    if (draft === undefined) {
      complain(unknownIncident(id, await incidentsNear(store.incidents, id, now), configuration))
      return EXIT.error
    }
    const text =
      options.format === 'json'
        ? `${JSON.stringify(draftJson(draft), null, 2)}\n`
        : draftMarkdown(draft, settings.pages.url)
    await (options.out === undefined ? print(text) : write(options.out, text))
    return EXIT.good
  } finally {
    await store.close()
  }
}

function print(text: string): Promise<void> {
  process.stdout.write(text)
  return Promise.resolve()
}

const write = (file: string, text: string): Promise<void> =>
  writeFile(file, text).catch((error: unknown) => {
    throw systemRefusal(error, file) ?? error
  })

function unknownIncident(
  id: string,
  near: readonly Incident[],
  { settings }: Pick<Configuration, 'settings'>,
): string {
  const lines = near.map(
    ({ id: known, service, what, startedAt }) =>
      `  ${known}  ${visibleLine(what)}, ${service}, ${wallTimeText(startedAt, settings.timeZone)}`,
  )
  const known = lines.length === 0 ? 'none is on record' : `the nearest, and the newest:\n${lines.join('\n')}`
  return `error: there is no incident ${visibleLine(id)}; ${known}`
}
