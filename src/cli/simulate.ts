import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { budgetSource } from '../app/budget-source.ts'
import { discoverOnce } from '../app/discover-once.ts'
import { describeProblems } from '../config/reading/problem.ts'
import { YamlFile } from '../config/reading/yaml-file.ts'
import { readIncidents } from '../config/what-if/incidents-reader.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { readTime } from '../core/kernel/time/typed-time.ts'
import { boundariesOf } from '../core/policy/condition.ts'
import { simulate } from '../core/what-if/simulate.ts'
import {
  readCost,
  readCount,
  readLength,
  readObjective,
  readOutage,
  readShare,
  type Typed,
} from '../core/what-if/typed-question.ts'
import type { AskedOutage, WhatIfQuestion } from '../core/what-if/what-if-question.ts'
import {
  ConfigurationError,
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordOrEmpty } from './configuration/open-record.ts'
import { sourceSecrets } from './configuration/source-secrets.ts'
import { plainSimulationText } from './simulate/plain-simulation.ts'
import { simulationText } from './simulate/simulation-text.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { withProgress } from './terminal/progress.ts'

interface SimulateOptions extends ConfigurationOptions {
  readonly slo?: readonly string[]
  readonly incident?: readonly string[]
  readonly incidents?: string
  readonly deployments?: string
  readonly deploymentCost?: string
  readonly objective?: readonly string[]
  readonly window: string
  readonly at?: string
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Goes on from what was measured into an outage, a list of incidents, a month of deployments, or another objective, and plays the service’s own policy over it: the budget, the level, what would be blocked, burn alerts, and when it is well again. Writes and posts nothing; needs only the secrets of the sources.',
    'Without a service it works from the objective alone, and reads no configuration.',
  ],
  exits: { 0: 'answered', 1: 'no SLO of the service has a figure, or its sources cannot be asked' },
  examples: [
    'budgeteer simulate inference-gateway 30m 50%',
    "budgeteer simulate inference-gateway --incident '8m' --incident 'after 2h 30m 25%'",
    'budgeteer simulate inference-gateway --deployments 20 --deployment-cost 0.5%',
    'budgeteer simulate inference-gateway --objective availability=99.9 --json',
    'budgeteer simulate --objective 99.5 --window 30d 30m 100%',
  ],
}

const another = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** `budgeteer simulate`: what would come of it. */
export const simulateCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('[what...]', 'the service, and an outage: its length such as 30m, and the share that fails')
    .option('--slo <name>', 'the outage is of this SLO alone; may be repeated', another)
    .option('--incident <text>', 'a further one, such as "after 2h 30m 50%"; may be repeated', another)
    .option('--incidents <file>', 'a list of them, as YAML or JSON')
    .option('--deployments <count>', 'so many over 30 days')
    .option(
      '--deployment-cost <cost>',
      'of each: 0.5% of the budget, or 30s of outage (default: as past ones did)',
    )
    .option('--objective <percent>', 'another objective: 99.9, or latency=99.9; may be repeated', another)
    .option(
      '--window <window>',
      'without a service: a rolling window such as 30d, or week, month, quarter, year',
      '30d',
    )
    .option('--at <start>', 'when it begins, such as 2026-11-21T14:30Z (default: now)')
    .option('--json', 'answer with JSON')
    .action(async (what: readonly string[], options: SimulateOptions) => {
      process.exitCode = await run(what, options)
    })

/** What was typed cannot be read. */
class Unreadable extends Error {}

function value<Value>(option: string, typed: Typed<Value>): Value {
  if (typed.ok) return typed.value
  throw new Unreadable(`${option}${typed.why}`)
}

async function run(what: readonly string[], options: SimulateOptions): Promise<number> {
  try {
    const isPlain = what[0] === undefined || readLength(what[0]).ok || /^\d/.test(what[0])
    const outages = await outagesOf(isPlain ? what : what.slice(1), options)
    return isPlain ? plain(outages, options) : await ofService(what[0] ?? '', outages, options)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    complain(`error: ${error.message}`)
    return EXIT.usage
  }
}

async function outagesOf(
  [length, share = '100%', ...more]: readonly string[],
  { slo = [], incident = [], incidents }: SimulateOptions,
): Promise<readonly AskedOutage[]> {
  if (more.length > 0)
    throw new Unreadable(
      `“${more.join(' ')}” is too much: give a service, a length such as 30m, and a share such as 50%`,
    )
  const typed =
    length === undefined
      ? []
      : [
          {
            startsInMs: 0,
            durationMs: value('', readLength(length)),
            badRatio: value('', readShare(share)),
            ...(slo.length > 0 && { slos: slo }),
          },
        ]
  return [
    ...typed,
    ...incident.map((text) => value('--incident: ', readOutage(text, slo))),
    ...(incidents === undefined ? [] : await incidentsIn(incidents)),
  ]
}

async function incidentsIn(path: string): Promise<readonly AskedOutage[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Unreadable(`--incidents: ${path} cannot be read`)
  })
  const { outages, problems } = readIncidents(new YamlFile(path, text))
  if (problems.length > 0) throw new ConfigurationError(describeProblems(problems), null)
  return outages
}

function plain(outages: readonly AskedOutage[], options: SimulateOptions): number {
  const [objective, ...others] = (options.objective ?? []).map((text) =>
    value('--objective: ', readObjective(text)),
  )
  if (objective === undefined || others.length > 0)
    throw new Unreadable('name a service, or give one objective to work from: --objective 99.5')
  if (outages.length === 0)
    throw new Unreadable('say what happens: a length such as 30m, and a share such as 50%')
  if (options.deployments !== undefined || options.at !== undefined)
    throw new Unreadable('--deployments and --at are about a service: name one')
  const text = plainSimulationText(objective.objective, options.window, outages, options.json === true)
  console.log(value('--window: ', text))
  return EXIT.good
}

async function ofService(
  name: string,
  outages: readonly AskedOutage[],
  options: SimulateOptions,
): Promise<number> {
  const { configuration: configured, warnings } = await openConfiguration(options)
  const question = questionOf(name, outages, options, configured.settings.timeZone)
  if (warnings !== '') complain(warnings)
  const secrets = await sourceSecrets(configured)
  const store = await openRecordOrEmpty(configured, options)
  const { prometheus, source } = await budgetSource({
    settings: configured.settings,
    secrets,
    pushedCounts: store.pushedCounts,
    maintenance: () => configured.catalog.maintenance ?? [],
    clock: systemClock,
  })
  try {
    const { configuration } = await discoverOnce(configured, prometheus, store.discovered, systemClock.now())
    const { catalog } = configuration
    if (!catalog.services.has(name))
      throw new Unreadable(`no service is called ${name}${suggestion(name, [...catalog.services.keys()])}`)
    const outcome = await withProgress('asking for the past', () =>
      simulate({ catalog: () => catalog, source, store, clock: systemClock }, question),
    )
    if (outcome.kind === 'refused') throw new Unreadable(outcome.why)
    const { simulation } = outcome
    const policy = catalog.policies.get(simulation.policy.name)
    console.log(
      options.json
        ? JSON.stringify(simulation, null, 2)
        : simulationText(
            simulation,
            policy === undefined ? [] : boundariesOf(policy),
            configured.settings.timeZone,
          ),
    )
    return simulation.slos.some(({ afterRatio }) => afterRatio !== null) ? EXIT.good : EXIT.error
  } finally {
    await prometheus.close()
    await store.close()
  }
}

function questionOf(
  service: string,
  outages: readonly AskedOutage[],
  { deployments, deploymentCost, objective = [], at }: SimulateOptions,
  timeZone: string,
): WhatIfQuestion {
  const objectives = objective.map((text) => value('--objective: ', readObjective(text)))
  if (deploymentCost !== undefined && deployments === undefined)
    throw new Unreadable('--deployment-cost says what each deployment costs: give --deployments as well')
  if (outages.length === 0 && deployments === undefined && objectives.length === 0)
    throw new Unreadable(
      'say what happens: an outage such as 30m 50%, --incidents, --deployments or --objective',
    )
  const from =
    at === undefined ? undefined : readTime(at, { now: systemClock.now(), timeZone, tense: 'past' })?.at
  if (at !== undefined && from === undefined)
    throw new Unreadable(
      `--at: “${at}” is no time: write 2026-11-21T14:30Z, “2026-11-21 14:30”, 14:30 or “2h ago”`,
    )
  return {
    service,
    outages,
    ...(from !== undefined && { at: from }),
    ...(deployments !== undefined && {
      deployments: {
        count: value('--deployments: ', readCount(deployments)),
        cost:
          deploymentCost === undefined
            ? ({ kind: 'as-before' } as const)
            : value('--deployment-cost: ', readCost(deploymentCost)),
      },
    }),
    ...(objectives.length > 0 && { objectives }),
  }
}
