import {
  type FlagChange,
  type FlagChangeState,
  flagName,
  isRestorable,
} from '../../../core/flags/flag-change.ts'
import type { RestoreOutcome } from '../../../core/flags/restore-flags.ts'
import { type Answer, plainAnswer, refusal } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { withinMessageLimits } from './limits.ts'
import { section } from './parts.ts'
import { promptRow } from './prompts.ts'

const WORDS: Readonly<Record<FlagChangeState, (change: FlagChange) => string>> = {
  asked: () => 'being looked at',
  'turning-off': ({ before }) => `${before?.words ?? 'on'} → off, under way`,
  off: ({ before, after }) => `${before?.words ?? 'on'} → ${after?.words ?? 'off'}`,
  'was-off': () => 'off already, left alone',
  dry: ({ before }) => `would have gone from ${before?.words ?? 'on'} to off`,
  left: ({ after }) => `left as somebody had set it: ${after?.words ?? ''}`,
  'putting-back': ({ before }) => `goes back to ${before?.words ?? 'on'}`,
  restored: ({ after }) => `${after?.words ?? 'on'} again`,
  failed: () => 'given up',
}

/** A line for each rollback, with what became of each flag. */
export function rollbackLine(changes: readonly FlagChange[], serviceTitle: string): string {
  const [first] = changes
  if (first === undefined) return ''
  const flags = changes.map((change) => {
    const error = change.error === null ? '' : ` (${change.error})`
    return `\n    • ${escapedLine(`${flagName(change)}: ${WORDS[change.state](change)}${error}`)}`
  })
  const back = changes.some(isRestorable) ? ` · back with \`/budget flags restore ${first.rollback}\`` : ''
  return `*${escapedLine(serviceTitle)}*, ${slackTime(first.askedAt)}: ${escapedLine(first.why)} (rollback ${first.rollback}${back})${flags.join('')}`
}

/** What came of the wish to put flags back; where somebody has changed one since, the question whether to do it all the same. */
export function restoreAnswer(outcome: RestoreOutcome): Answer {
  if (outcome.kind === 'refused') return refusal(outcome)
  if (outcome.kind === 'done') {
    const names = outcome.thing.flags.map((change) => escapedLine(flagName(change))).join(', ')
    return plainAnswer(
      `:white_check_mark: Going back to how they were: ${names}. Their message says when it is done.`,
    )
  }
  const lines = outcome.flags.map(
    ({ name, now, before }) =>
      `• ${escapedLine(`${name} is ${now} now, and was ${before} before the rollback`)}`,
  )
  const text = `:warning: Somebody has changed ${lines.length === 1 ? 'a flag' : 'flags'} since, so nothing was put back:\n${lines.join('\n')}`
  return {
    text,
    blocks: withinMessageLimits(
      [section(text)],
      promptRow([{ kind: 'restore-flags-anyway', of: outcome.rollback }]),
    ),
  }
}
