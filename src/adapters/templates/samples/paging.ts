import type { PagerMessage } from '../../../core/paging/messages.ts'
import { AT, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const CALLING: PagerMessage = {
  kind: 'pager-alert',
  service: 's',
  serviceTitle: 'S',
  summary: 'S is at RED, Freeze',
  pagers: ['main'],
  triggeredAt: '2025-10-23T11:42:00.000Z',
  takenBy: null,
  takenAt: null,
  resolvedAt: null,
  timeZone: 'UTC',
  at: AT,
  prompts: [{ kind: 'take-pager-alert', of: 'burn-alert/b_0123456789' }],
}

const TAKEN: PagerMessage = {
  ...CALLING,
  serviceTitle: words(100),
  summary: words(300),
  pagers: [words(40), words(40), words(40)],
  takenBy: PERSON,
  takenAt: AT,
  timeZone: ZONE,
  prompts: [],
}

export const PAGING_SAMPLES: SamplesOf<PagerMessage> = {
  'pager-alert': [CALLING, TAKEN, { ...TAKEN, resolvedAt: AT }, { ...CALLING, resolvedAt: AT, prompts: [] }],
}
