import { type Command, Option } from 'commander'
import { riskTitle } from '../core/policy/titles.ts'
import { roleIn } from '../core/policy/approval-words.ts'
import { conditionInWords } from '../core/policy/condition-words.ts'
import type { Level, Policy, Seat } from '../core/policy/policy.ts'
import { policyTable } from '../core/policy/policy-table.ts'
import { ruleText } from '../core/policy/rules-tried.ts'
import { aboutPolicy, openPolicy, type PolicyOptions } from './configuration/open-policy.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { hanging } from './terminal/wrapped-text.ts'
import { type Cell, tableText } from './terminal/table-text.ts'
import { standardOutput } from './terminal/terminal.ts'

interface TableOptions extends PolicyOptions {
  readonly format: 'text' | 'markdown' | 'json'
}

const HELP: HelpPage = {
  about: ['A row for each change type, a column for each level. On a narrow terminal titles are left out.'],
  exits: { 0: 'it was printed', 1: 'the policy cannot be read' },
  examples: [
    'budgeteer policy table',
    'budgeteer policy table --policy zones --format markdown',
    'budgeteer policy table --policy my-policy.yaml --json',
  ],
}

/** `budgeteer policy table`: the whole matrix. */
export const policyTableCommand = (command: Command): Command =>
  aboutPolicy(withHelp(command, HELP))
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .action(async (options: TableOptions) => {
      const policy = await openPolicy(options)
      console.log({ text: asText, markdown: asMarkdown, json: asJson }[options.format](policy))
    })

/** The matrix with a row for exceptions, and what holds whatever the change type. */
function asText(policy: Policy): string {
  const terminal = standardOutput()
  const matrix = [headings(policy), ...rows(policy).map((row) => row.map(verdictCell))]
  return [
    terminal.paint(`${policy.title}, version ${policy.version}`, 'heading'),
    '',
    ...tableText(matrix, { headed: true, optional: [TITLE_COLUMN], terminal }),
    '',
    ...remarks(policy).flatMap((remark) => hanging('', remark, terminal.columns)),
  ].join('\n')
}

const TITLE_COLUMN = 1

const verdictCell = (text: string): Cell => (text === BLOCKED ? { text, look: 'bad' } : text)

function asMarkdown(policy: Policy): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const heads = headings(policy)
  return [
    `# ${policy.title}, version ${policy.version}`,
    '',
    line(heads),
    line(heads.map(() => '---')),
    ...rows(policy).map(line),
    '',
    ...remarks(policy).map((remark) => `- ${remark}`),
  ].join('\n')
}

const headings = (policy: Policy): string[] => [
  'change type',
  'title',
  'risk',
  ...policy.levels.map(({ name }) => name),
]

function rows(policy: Policy): string[][] {
  const changes = policyTable(policy).map(({ change, cells }) => [
    change.name,
    change.title,
    riskTitle(policy, change.risk),
    ...cells.map(({ rule }) => (change.exempt ? 'always, when claimed' : ruleText(rule, policy))),
  ])
  const exceptions = policy.levels.map(({ exception }) => seatsText(exception, policy) || '-')
  return [...changes, ['exceptions', '', '', ...exceptions]]
}

const BLOCKED = 'block'

const seatsText = (seats: readonly Seat[], policy: Policy): string =>
  seats.length === 0 ? '' : ruleText({ verdict: 'approvals', seats, requires: [] }, policy)

function remarks(policy: Policy): string[] {
  const { levels, override, silverBullets, notices } = policy
  return [
    ...levels.map((level) => levelRemark(level, policy)),
    ...(override === null
      ? []
      : [
          `override: ${rolesIn(policy, override.roles).join(' or ')}, documentation ${override.isDocumented ? 'required' : 'optional'}`,
        ]),
    ...(silverBullets === null
      ? []
      : [
          `silver bullets: ${silverBullets.count} per ${silverBullets.per} and ${silverBullets.scope}, at ${silverBullets.levels.join(', ')}, by ${seatsText(silverBullets.seats, policy)}`,
        ]),
    ...notices.map(({ name, when, text }) => `notice ${name} when ${conditionInWords(when)}: ${text}`),
  ]
}

const rolesIn = (policy: Policy, roles: readonly string[]): string[] =>
  roles.map((role) => roleIn(policy, role))

function levelRemark({ name, title, when, requires, trigger, tests, notify }: Level, policy: Policy): string {
  const parts = [
    when === null ? title : `${title}, when ${conditionInWords(when)}`,
    requires.length === 0
      ? ''
      : `asks for ${requires.map((asked) => policy.requirements.get(asked)?.title ?? asked).join(', ')}`,
    trigger === 'manual' ? 'no automatic trigger' : '',
    tests === null ? '' : `tests: ${tests}`,
    notify.roles.length === 0 ? '' : `tells ${rolesIn(policy, notify.roles).join(', ')}`,
  ]
  return `${name}: ${parts.filter((part) => part !== '').join('; ')}`
}

function asJson(policy: Policy): string {
  const { name, version, title, override, silverBullets, notices } = policy
  return JSON.stringify(
    {
      policy: { name, version, title },
      levels: policy.levels.map((level) => ({
        level: level.name,
        title: level.title,
        when: level.when === null ? null : conditionInWords(level.when),
        freeze: level.freeze,
        trigger: level.trigger,
        requires: level.requires,
        exception: level.exception,
        hours: level.hours,
        tests: level.tests,
        monitoring: level.monitoring,
        notify: level.notify,
      })),
      changes: policyTable(policy).map(({ change, cells }) => ({
        change: change.name,
        title: change.title,
        risk: change.risk,
        exempt: change.exempt,
        levels: Object.fromEntries(
          cells.map(({ rule, path }, index) => [policy.levels[index]?.name ?? '', { ...rule, rule: path }]),
        ),
      })),
      override,
      silverBullets,
      notices: notices.map((notice) => ({ ...notice, when: conditionInWords(notice.when) })),
    },
    null,
    2,
  )
}
