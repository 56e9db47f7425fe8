import type { KnownBlock } from '@slack/types'

import { conditionInWords } from '../../../core/policy/condition-words.ts'
import type { ChangeType, Level, Policy } from '../../../core/policy/policy.ts'
import { titleOfChange } from '../../../core/policy/titles.ts'
import { riskIn } from '../../../core/policy/approval-words.ts'
import { whatMayShipAt } from '../../../core/status/what-may-ship.ts'
import { MAX_SECTION_TEXT, withinMessageLimits } from '../blocks/limits.ts'
import { context, section } from '../blocks/parts.ts'
import { splitText } from '../blocks/split-text.ts'
import type { Names } from '../names.ts'
import { escapedLine } from '../escape.ts'
import { namesOf } from '../names.ts'
import { changeLines, oneChangeLines } from './needs.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetPolicy: Subcommand = {
  command: '/budget',
  name: 'policy',
  usage: '[change type]',
  summary: 'what may be deployed at each level, and who must approve it',
  run({ words, useCases }) {
    const names = namesOf(useCases)
    const used = new Set([...names.catalog.services.values()].map(({ policy }) => policy))
    const policies = [...names.catalog.policies.values()].filter(({ name }) => used.has(name))
    const typed = words[0]?.text
    const known = new Set(policies.flatMap(({ changes }) => [...changes.keys()]))
    const wanted = typed === undefined ? undefined : resolveName(typed, known, 'change type')
    const blocks = policies.flatMap((policy) => {
      const change = wanted === undefined ? undefined : policy.changes.get(wanted)
      if (wanted !== undefined && change === undefined) return []
      return policyBlocks(policy, change, names)
    })
    const what =
      wanted === undefined ? 'every change type' : escapedLine(titleOfChange(names.catalog, wanted))
    const text = `The error budget policy for ${what}: ${policies.map(({ title }) => escapedLine(title)).join(', ')}`
    return Promise.resolve({
      text,
      blocks: withinMessageLimits(blocks, [], '`/budget policy &lt;change type&gt;` shows one'),
    })
  },
}

/** A sentence would get longer than a message with hundreds of services. */
const MOST_GOVERNED = 20

const governedText = (names: readonly string[]): string =>
  names.length <= MOST_GOVERNED
    ? names.join(', ')
    : `${names.slice(0, MOST_GOVERNED).join(', ')} and ${names.length - MOST_GOVERNED} more: \`/budget status\``

function policyBlocks(policy: Policy, change: ChangeType | undefined, names: Names): KnownBlock[] {
  const title = `*${escapedLine(policy.title)}*`
  const governs = [...names.catalog.services.values()].filter((service) => service.policy === policy.name)
  const about = `Version ${escapedLine(policy.version)} · governs ${governedText(governs.map((service) => escapedLine(service.title)))}`
  if (change === undefined) {
    const levels = policy.levels.flatMap((level) =>
      sections([levelLine(level), ...changeLines(whatMayShipAt(policy, level), names)]),
    )
    return [section(title), ...levels, context(about)]
  }
  const lines = policy.levels.flatMap((level) => [
    levelLine(level),
    ...whatMayShipAt(policy, level)
      .filter((one) => one.change === change.name)
      .flatMap((one) => oneChangeLines(one, names)),
  ])
  const exempt = change.exempt ? ' · exempt: always allowed when a named person claims it' : ''
  return [
    section(`${title}: ${escapedLine(change.title)} (${escapedLine(riskIn(policy, change.risk))}${exempt})`),
    ...sections(lines),
    context(about),
  ]
}

const sections = (lines: readonly string[]): readonly KnownBlock[] =>
  splitText(lines.join('\n'), MAX_SECTION_TEXT).map(section)

function levelLine({ name, title, emoji, when }: Level): string {
  const range = when === null ? '' : ` when ${conditionInWords(when)}`
  return `${emoji} *${escapedLine(name)}* ${escapedLine(title)}${range}`
}
