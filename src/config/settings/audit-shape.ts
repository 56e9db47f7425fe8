import { channel, duration, mapping, name, text, wholeNumber } from '../reading/fields.ts'
import { MINUTE_MS, parseDuration } from '../../core/kernel/time/duration.ts'

const EVERY = 'a duration of 1m or more, such as 1h'

const anchors = mapping({
  every: duration
    .refine((given) => (parseDuration(given) ?? 0) >= MINUTE_MS, { error: EVERY })
    .optional()
    .describe('How often, where something was put on record meanwhile. Default: 1h.'),
  slack: channel.optional().describe('Channel in whose thread of the month each anchor stands.'),
  webhook: name.optional().describe('A receiver of webhooks, which gets each anchor signed.'),
  file: text
    .optional()
    .describe('File of JSON lines, on another disk or machine. Relative to the folder above this one.'),
}).describe('Where the number and the hash of the newest entry are kept outside of the store.')

export const audit = mapping({
  keyed_from: wholeNumber(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('The entry from which on all are signed with the keys at hand; `audit verify` says it.'),
  anchors: anchors.optional(),
}).describe('What protects the audit log beside its chain.')
