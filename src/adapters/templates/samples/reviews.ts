import type { ReviewAnnouncement, ReviewMessage } from '../../../core/reviews/messages.ts'
import { AT, many, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const REVIEW: ReviewMessage = {
  kind: 'review',
  reviewId: 'v_0123456789',
  title: 'Weekly review',
  policyTitle: 'Error Budget Policy',
  minutes: null,
  dueAt: AT,
  late: false,
  timeZone: 'UTC',
  attendees: [],
  services: ['S'],
  agenda: [],
  notes: null,
  picture: null,
}

const FULL_REVIEW: ReviewMessage = {
  ...REVIEW,
  title: words(200),
  policyTitle: words(200),
  minutes: 480,
  late: true,
  timeZone: ZONE,
  attendees: many(12, { role: words(80), people: many(12, 'S0123456789') }),
  services: many(40, words(100)),
  agenda: many(12, { text: words(300), lines: many(13, words(400)) }),
  notes: { url: `https://example.com/${'a'.repeat(480)}`, userId: PERSON },
  picture: { kind: 'burn-down', service: 's', at: Date.parse(AT) },
}

export const REVIEW_SAMPLES: SamplesOf<ReviewAnnouncement> = {
  review: [REVIEW, FULL_REVIEW],
  'policy-reminder': [
    {
      kind: 'policy-reminder',
      policyTitle: words(200),
      owner: words(200),
      text: words(400),
      day: '2025-11-23',
    },
  ],
}
