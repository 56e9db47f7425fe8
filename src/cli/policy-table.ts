import { type Command, Option } from 'commander'
import { riskTitle } from '../core/policy/titles.ts'
import { roleIn } from '../core/policy/approval-words.ts'
import { conditionInWords } from '../core/policy/condition-words.ts'
import type { Level, Policy, Seat } from '../core/policy/policy.ts'
import { policyTable } from '../core/policy/policy-table.ts'
import { ruleText } from '../core/policy/rules-tried.ts'
import { aboutPolicy, openPolicy, type PolicyOptions } from './policy/open-policy.ts'
import { tableText } from './terminal/table-text.ts'

interface TableOptions extends PolicyOptions {
  readonly format: 'text' | 'markdown' | 'json'
}

const HELP = `
Examples:
  budgeteer policy table
  budgeteer policy table --policy zones --format markdown
  budgeteer policy table --policy my-policy.yaml --format json`

/** `budgeteer policy table`: the whole matrix. */
export const policyTableCommand = (command: Command): Command =>
  aboutPolicy(command)
    .addOption(
      new Option('--format <format>', 'text, markdown or json')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .addHelpText('after', HELP)
    .action(async (options: TableOptions) => {
      const policy = await openPolicy(options)
      console.log({ text: asText, markdown: asMarkdown, json: asJson }[options.format](policy))
    })

/** The matrix with a row for exceptions, and what holds whatever the change type. */
function asText(policy: Policy): string {
  const heading = `${policy.title}, version ${policy.version}`
  return [heading, '', ...tableText([headings(policy), ...rows(policy)]), '', ...remarks(policy)].join('\n')
}

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
