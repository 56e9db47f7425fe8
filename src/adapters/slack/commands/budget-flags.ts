import { serviceTitle } from '../../../core/policy/titles.ts'
import { plainAnswer } from '../answer.ts'
import { restoreAnswer, rollbackLine } from '../blocks/flag-list.ts'
import { pagedList } from '../blocks/paged-list.ts'
import { Misunderstood } from './misunderstood.ts'
import { pageWords } from './page-words.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetFlags: Subcommand = {
  command: '/budget',
  name: 'flags',
  usage: '[service]',
  summary: 'flags that were rolled back, and what became of them',
  async run({ words, useCases }) {
    const { words: rest, page } = pageWords(words, useCases.catalog().services.keys())
    const service = resolveAnyService(rest[0]?.text, useCases)
    const changes = await useCases.flags.recent(service)
    if (changes.length === 0) return plainAnswer('No feature flag was rolled back.')
    const rollbacks = [...Map.groupBy(changes, ({ rollback }) => rollback).values()]
    return pagedList({
      heading: '*Feature flags rolled back*',
      summary: `Rollbacks of feature flags: ${rollbacks.length}`,
      lines: rollbacks.map((one) =>
        rollbackLine(one, serviceTitle(useCases.catalog(), one[0]?.service ?? '')),
      ),
      page,
      command: service === undefined ? '/budget flags' : `/budget flags ${service}`,
    })
  },
}

export const budgetFlagsRestore: Subcommand = {
  command: '/budget',
  name: 'flags restore',
  usage: '<rollback> [anyway]',
  summary: 'puts the flags of a rollback back; with anyway also over what somebody has set since',
  async run({ words, useCases, userId }) {
    const [rollback, last] = words
    if (rollback === undefined || words.length > 2 || (last !== undefined && last.text !== 'anyway'))
      throw new Misunderstood(
        'Please give the rollback that `/budget flags` shows: `/budget flags restore fr-1a2b`',
      )
    return restoreAnswer(
      await useCases.flags.restore(rollback.text.toLowerCase(), userId, last !== undefined),
    )
  },
}
