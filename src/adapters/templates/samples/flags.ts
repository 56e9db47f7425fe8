import { FLAG_CHANGE_STATES } from '../../../core/flags/flag-change.ts'
import type { FlagLine, FlagRollbackMessage } from '../../../core/flags/messages.ts'
import { many, PERSON, type SamplesOf, words } from './sample.ts'

const LONG: FlagLine = {
  key: words(200),
  environment: words(60),
  provider: words(60),
  state: 'failed',
  before: words(200),
  after: words(200),
  error: words(500),
  restoredBy: PERSON,
}

/** A flag in each state, as little and as much as is known of it there. */
const EACH_STATE = FLAG_CHANGE_STATES.flatMap((state): FlagLine[] => {
  const isKnown = state !== 'asked' && state !== 'failed'
  const least = {
    ...{ key: 'f', environment: null, provider: 'p', state, after: isKnown ? 'off' : null },
    ...{ before: isKnown ? 'on' : null, error: state === 'failed' ? 'gone' : null },
    restoredBy: state === 'putting-back' ? PERSON : null,
  }
  return [least, { ...LONG, state, before: isKnown ? LONG.before : null }]
})

export const FLAG_SAMPLES: SamplesOf<FlagRollbackMessage> = {
  'flag-rollback': [
    {
      kind: 'flag-rollback',
      rollback: 'fr-1a2b',
      service: 's',
      serviceTitle: 'S',
      sloTitle: 'A',
      why: 'W',
      isDry: false,
      inShadow: false,
      flags: EACH_STATE,
      prompts: [{ kind: 'restore-flags', of: 'fr-1a2b' }],
    },
    {
      kind: 'flag-rollback',
      rollback: 'fr-1a2b',
      service: 's',
      serviceTitle: words(200),
      sloTitle: words(200),
      why: words(500),
      isDry: true,
      inShadow: false,
      flags: many(40, LONG),
      prompts: [],
    },
    {
      kind: 'flag-rollback',
      rollback: 'fr-1a2b',
      service: 's',
      serviceTitle: 'S',
      sloTitle: 'A',
      why: 'W',
      isDry: true,
      inShadow: true,
      flags: [{ ...LONG, state: 'dry' }],
      prompts: [],
    },
  ],
}
