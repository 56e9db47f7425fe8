import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Slo, sloKey } from '../core/budgets/slo.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import { systemRefusal } from '../core/kernel/system-error.ts'
import { NAME_SETS, type NameSet } from '../adapters/prometheus/rules/further-names.ts'
import type { RuleGroup } from '../adapters/prometheus/rules/rule.ts'
import { RULE_FORMATS, type RuleFormat, rulesText } from '../adapters/prometheus/rules/rules-text.ts'
import { type LeftOut, sloRules } from '../adapters/prometheus/rules/slo-rules.ts'
import { ruleTest } from '../adapters/prometheus/rules/tests/rule-test.ts'
import { MOST_STEPS, withinPromtool } from '../adapters/prometheus/rules/tests/within-promtool.ts'
import { makeFolder } from '../adapters/store/make-folder.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'

interface RulesCommandOptions extends ConfigurationOptions {
  readonly out: string
  readonly format: RuleFormat
  readonly name?: string
  readonly namespace?: string
  readonly label?: Readonly<Record<string, string>>
  readonly names: readonly NameSet[]
  /** False for --no-alerts. */
  readonly alerts: boolean
  readonly freezeAlerts?: true
  readonly runbook?: string
  readonly tests?: string
  readonly service?: string
  readonly source?: string
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'What rules cannot express is listed on standard error with the reason. docs/rules.md tells what each series means.',
  ],
  exits: { 0: 'rules were written', 1: 'there was nothing to write' },
  examples: [
    'budgeteer rules --out slo-rules.yaml && promtool check rules slo-rules.yaml',
    'budgeteer rules --out slo-rules.yaml --tests rule-tests \\\n    && promtool test rules rule-tests/*.test.yaml',
    'budgeteer rules --format prometheus-rule --namespace monitoring \\\n    --label release=prometheus | kubectl apply -f -',
    "budgeteer rules --names policy,sli --freeze-alerts \\\n    --runbook 'https://wiki.example.com/slo/{service}'",
  ],
}

/** `budgeteer rules`: Prometheus recording rules and alerts for the SLOs of one source. */
export const rulesCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option('--out <file>', 'where to write them; - is standard output', '-')
    .addOption(
      new Option('--format <format>', 'a rule file, or an object of Kubernetes')
        .choices(RULE_FORMATS)
        .default('prometheus'),
    )
    .option('--name <name>', 'name of the Kubernetes object (default: budgeteer-rules)')
    .option('--namespace <namespace>', 'namespace of the Kubernetes object')
    .addOption(
      new Option('--label <key=value>', 'label of the Kubernetes object; may be repeated').argParser(label),
    )
    .addOption(
      new Option('--names <sets>', `names of the series: ${NAME_SETS.join(', ')}; Sloth’s are always there`)
        .argParser(nameSets)
        .default([], 'sloth'),
    )
    .option('--no-alerts', 'recording rules alone')
    .option('--freeze-alerts', 'label the alert of a spent budget freeze="true"')
    .addOption(
      new Option('--runbook <address>', 'link of the alerts; {service} and {slo} stand for names').argParser(
        webAddress,
      ),
    )
    .option('--tests <folder>', 'also write tests for promtool there')
    .option('--service <service>', 'only this service')
    .option('--source <source>', 'only the SLOs of this source; needed where there are several')
    .option('--json', 'answer with JSON, also of what was left out')
    .action(async (options: RulesCommandOptions) => {
      process.exitCode = await run(options)
    })

async function run(options: RulesCommandOptions): Promise<number> {
  const misused = misusedOption(options)
  if (misused !== undefined) return refuse(misused)
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') complain(warnings)
  const { services } = configuration.catalog
  const { service } = options
  if (service !== undefined && !services.has(service))
    return refuse(`no service is called ${service}${suggestion(service, [...services.keys()])}`)

  const slos = [...services.values()]
    .filter(({ name }) => service === undefined || name === service)
    .flatMap((one) => one.slos)
  const chosen = chosenSource(slos, options.source)
  if ('problem' in chosen) return refuse(chosen.problem)
  return write(chosen.slos, options)
}

function refuse(problem: string): number {
  complain(`error: ${problem}`)
  return EXIT.usage
}

/** Metadata belongs to Kubernetes objects; a plain file has no place for it. */
function misusedOption({ format, name, namespace, label: labels }: RulesCommandOptions): string | undefined {
  if (format !== 'prometheus') return undefined
  const given = Object.entries({ name, namespace, label: labels }).find(([, value]) => value !== undefined)
  return given && `--${given[0]} needs --format prometheus-rule or config-map`
}

type Chosen = { readonly slos: readonly Slo[] } | { readonly problem: string }

/** Rules are evaluated where their data is, so those of two servers do not go into one file. */
function chosenSource(slos: readonly Slo[], named: string | undefined): Chosen {
  const sourceOf = ({ sli }: Slo): string | undefined => ('source' in sli ? sli.source : undefined)
  const sources = [...new Set(slos.map(sourceOf).filter((source) => source !== undefined))].sort()
  if (named !== undefined && !sources.includes(named))
    return { problem: `no SLO here is measured by the source ${named}${suggestion(named, sources)}` }
  if (named === undefined && sources.length > 1)
    return { problem: `the SLOs are measured by several sources; say --source ${sources.join(' or ')}` }
  return { slos: slos.filter((slo) => named === undefined || sourceOf(slo) === named) }
}

async function write(slos: readonly Slo[], options: RulesCommandOptions): Promise<number> {
  const alerts = options.alerts
    ? { runbook: options.runbook ?? null, asksFreeze: options.freezeAlerts === true }
    : null
  const at = systemClock.now()
  const rules = slos.map((slo) => ({
    slo,
    ...sloRules(slo, { names: new Set(options.names), alerts }, at),
  }))
  for (const { slo, what, reason } of rules.flatMap(({ leftOut }) => leftOut))
    console.error(`left out: ${slo}${what === 'everything' ? '' : `, ${what}`}: ${reason}`)
  const groups = rules.flatMap((one) => one.groups)
  if (groups.length === 0) {
    complain('error: none of the SLOs can be recorded')
    return EXIT.error
  }
  const meta = {
    name: options.name ?? 'budgeteer-rules',
    namespace: options.namespace ?? null,
    labels: options.label ?? {},
  }
  const text = rulesText(groups, options.format, meta, WRITTEN_BY)
  if (options.out !== '-') await writeIn(options.out, text)
  if (options.json)
    console.log(
      asJson(
        groups,
        rules.flatMap(({ leftOut }) => leftOut),
      ),
    )
  else if (options.out === '-') process.stdout.write(text)
  const { tests } = options
  if (tests !== undefined)
    await withProgress('writing tests', (progress) => writeTests(tests, rules, progress))
  return EXIT.good
}

const asJson = (groups: readonly RuleGroup[], leftOut: readonly LeftOut[]): string =>
  JSON.stringify(
    {
      groups: groups.map(({ name, intervalMs, rules }) => ({
        name,
        intervalSeconds: intervalMs / SECOND_MS,
        rules,
      })),
      leftOut,
    },
    null,
    2,
  )

const WRITTEN_BY = `Written by: budgeteer ${process.argv.slice(2).map(shellWord).join(' ')}\nEdit the SLOs and write it again, not this file.`

/** As it can be pasted; on one line whatever was in it. */
function shellWord(word: string): string {
  const line = word.replaceAll(/[\r\n]+/g, ' ')
  return /^[\w@%+=:,./-]+$/.test(line) ? line : `'${line.replaceAll("'", String.raw`'\''`)}'`
}

async function writeIn(file: string, text: string): Promise<void> {
  makeFolder(dirname(file))
  await writeFile(file, text).catch((error: unknown) => {
    throw systemRefusal(error, file) ?? error
  })
}

/** For each SLO a file of tests and one of its own rules: promtool works out all that a test names, so those of all take long. */
async function writeTests(
  folder: string,
  rules: readonly { readonly slo: Slo; readonly groups: readonly RuleGroup[] }[],
  progress: Progress,
): Promise<void> {
  for (const [done, { slo, groups }] of rules.entries()) {
    progress.at('writing tests of SLOs', done, rules.length)
    const tested = withinPromtool(groups)
    if (tested.groups.length === 0) continue
    const name = `${slo.service}.${slo.name}`
    const test = ruleTest(slo, tested.groups, `${name}.rules.yaml`)
    if (test.kind === 'none') {
      progress.note(`no test: ${sloKey(slo)}: ${test.reason}`)
      continue
    }
    await writeIn(
      join(folder, `${name}.rules.yaml`),
      rulesText(tested.groups, 'prometheus', NO_META, WRITTEN_BY),
    )
    await writeIn(join(folder, `${name}.test.yaml`), test.text(WRITTEN_BY))
    if (tested.leftOut.length > 0)
      progress.note(
        `no test: ${sloKey(slo)}, ${tested.leftOut.join(', ')}: promtool bears no more than ${MOST_STEPS} looks at a window`,
      )
  }
}

const NO_META = { name: '', namespace: null, labels: {} }

function label(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(text) ?? []
  const isKey = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(key)
  if (!isKey || !/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value))
    throw new InvalidArgumentError('It must be a label of Kubernetes such as release=prometheus.')
  return { ...before, [key]: value }
}

function nameSets(text: string): readonly NameSet[] {
  const named = text.split(',').map((name) => name.trim())
  const sets = NAME_SETS.filter((set) => named.includes(set))
  const unknown = named.find((name) => !(NAME_SETS as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is none of ${NAME_SETS.join(', ')}.`)
  return sets
}

function webAddress(text: string): string {
  if (/^https?:\/\/[^\s/]+/.test(text)) return text
  throw new InvalidArgumentError('It must be an address such as https://wiki.example.com/slo/{service}.')
}
