import type { OutcomeMessage } from '../../../core/outcomes/messages.ts'
import { OUTCOME_STATES } from '../../../core/outcomes/outcome.ts'
import { AT, type SamplesOf, words } from './sample.ts'

const BARE: OutcomeMessage = {
  kind: 'outcome',
  event: 'told',
  requestId: 'r_0123456789',
  service: 's',
  serviceTitle: 'S',
  wayTitle: 'Override',
  revision: 'v1',
  state: 'never_used',
  deployedAt: null,
  endedAfterSeconds: null,
  overSeconds: 86_400,
  sloTitle: null,
  spentRatio: null,
  spentBeforeRatio: null,
  money: null,
  at: AT,
}

const FULL: OutcomeMessage = {
  ...BARE,
  serviceTitle: words(100),
  wayTitle: 'Freeze exception',
  revision: 'f'.repeat(200),
  deployedAt: AT,
  endedAfterSeconds: 12_345,
  sloTitle: words(100),
  spentRatio: 0.123456,
  spentBeforeRatio: 0,
  money: 'EUR 1,234,567,890',
}

export const OUTCOME_SAMPLES: SamplesOf<OutcomeMessage> = {
  outcome: [
    ...OUTCOME_STATES.flatMap((state) => [
      { ...BARE, state },
      { ...FULL, state },
    ]),
    { ...FULL, event: 'rolled-back-since', state: 'rolled_back' },
    { ...BARE, event: 'rolled-back-since', state: 'rolled_back' },
  ],
}
