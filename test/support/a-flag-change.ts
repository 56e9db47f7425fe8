import type { FlagChange } from '../../src/core/flags/flag-change.ts'

const AT = Date.parse('2026-03-02T10:00:00Z')

/** A flag that Budgeteer switched off, with whatever a test wants otherwise. */
export const aFlagChange = (own: Partial<FlagChange> = {}): FlagChange => ({
  id: 'fc-1',
  rollback: 'fr-1',
  service: 'billing',
  provider: 'flags',
  key: 'new-invoice',
  project: null,
  environment: 'production',
  offVariant: null,
  notice: 'flag-rollback',
  why: 'New features burn.',
  slo: 'availability',
  inShadow: false,
  state: 'off',
  mode: 'live',
  before: { isOn: true, words: 'on', setting: { on: true }, mark: '1' },
  after: { isOn: false, words: 'off', setting: { on: false }, mark: '2' },
  askedAt: AT,
  owedAt: AT,
  attempts: 1,
  notBefore: 0,
  error: null,
  restoredBy: null,
  anyway: false,
  ...own,
})
