import { z } from 'zod'
import { COMPOSITE_METHODS } from '../../core/budgets/composite.ts'
import {
  choice,
  DURATION,
  duration,
  flag,
  listOf,
  mapping,
  matching,
  name,
  oneOf,
  positive,
  serviceName,
  text,
  wholeNumber,
} from '../reading/fields.ts'

const source = name.optional().describe('A source of budgeteer.yaml. May be left out when there is only one.')
const THRESHOLD = 'a bucket’s bound such as 300ms, or a number in the histogram’s unit'
const events = 'A selector such as http_requests_total{job="api"}, or an expression over [$window].'
const limit = z.number({ error: 'a number in the gauge’s unit, such as 0.92' })

const quality = mapping({
  source,
  gauge: text.describe('A selector such as model_prediction_accuracy, or an expression; each series counts.'),
  at_least: limit.optional().describe('Good is a value of this or more.'),
  at_most: limit.optional().describe('Good is a value of this or less.'),
  by: choice(['time', 'samples'])
    .optional()
    .describe('time: each look counts. samples: each look that finds a new sample. Default: time.'),
  every: duration.optional().describe('How often it is looked at. Default: 1m.'),
}).refine(({ at_least: least, at_most: most }) => (least === undefined) !== (most === undefined), {
  error: 'a gauge is good on one side of a limit: exactly one of at_least and at_most',
})

const freshness = mapping({
  source,
  gauge: text.describe(
    'Selector of a gauge with the Unix time of the last update, in seconds; each series counts.',
  ),
  max_age: duration.describe('How old the data may be.'),
  every: duration.optional().describe('How often it is looked at. Default: 1m.'),
  gone_after: duration
    .optional()
    .describe(
      'How long a series that vanished still counts, growing older. Default: 1d, or twice max_age if that is more.',
    ),
})

const batch = mapping({
  source,
  runs: text.optional().describe('Counter of runs; beside it succeeded or failed.'),
  completed: text.optional().describe('Gauge with the Unix time of the last completed run.'),
  histogram: text.optional().describe('Histogram of the runs’ durations, without _bucket; beside it within.'),
  succeeded: text
    .optional()
    .describe('Beside runs: counter of the successful ones. Beside completed: Unix time of the last one.'),
  failed: text.optional().describe('Beside runs: counter of the failed ones.'),
  duration: text.optional().describe('Beside completed: seconds that the last run took.'),
  within: duration.optional().describe('The longest that a good run takes.'),
  every: duration
    .optional()
    .describe('Beside completed: how often the job is due; a run that is overdue is bad.'),
}).superRefine((value, context) => {
  const message = batchFault(value)
  if (message !== null) context.addIssue({ code: 'custom', message })
})

/** Which keys go together. */
function batchFault(keys: Readonly<Record<string, unknown>>): string | null {
  const forms = ['runs', 'completed', 'histogram'].filter((key) => keys[key] !== undefined)
  const [form] = forms
  if (form === undefined || forms.length > 1)
    return 'runs are known by exactly one of runs (a counter), completed (a gauge) and histogram (of durations)'
  const stray = (...others: readonly string[]): string | undefined =>
    others.find((key) => keys[key] !== undefined)
  switch (form) {
    case 'runs': {
      if (keys['every'] !== undefined)
        return 'a counter does not say when a run was due; every goes with completed'
      const other = stray('duration', 'within')
      if (other !== undefined)
        return `a counter does not say how long a run took; ${other} goes with completed`
      return (keys['succeeded'] === undefined) === (keys['failed'] === undefined)
        ? 'beside runs stands exactly one of succeeded and failed'
        : null
    }
    case 'completed':
      if (keys['failed'] !== undefined) return 'failed goes with runs; beside completed stands succeeded'
      if ((keys['duration'] === undefined) !== (keys['within'] === undefined))
        return 'duration and within go together'
      return stray('succeeded', 'duration', 'every') === undefined
        ? 'beside completed stands what makes a run bad: succeeded, duration with within, or every'
        : null
    default: {
      const other = stray('succeeded', 'failed', 'duration', 'every')
      if (other !== undefined) return `beside histogram stands within alone; ${other} goes with another form`
      return keys['within'] === undefined ? 'beside histogram stands within' : null
    }
  }
}

const part = mapping({
  service: serviceName.optional().describe('Default: the service of the composite.'),
  slo: serviceName,
  weight: positive('a number above 0, such as 2')
    .optional()
    .describe('With method weighted, beside the others’. Default: 1.'),
})

const composite = mapping({
  method: choice(COMPOSITE_METHODS).describe(
    'weighted: the mean of the parts’ success ratios; worst: the least of them; product: all multiplied.',
  ),
  of: listOf(part).min(2, { error: 'at least two parts' }),
})

const KINDS = {
  events: mapping({
    source,
    good: text.optional().describe(`Good events. ${events}`),
    bad: text.optional().describe(`Bad events, instead of good. ${events}`),
    total: text.describe(`All events. ${events}`),
  })
    .refine(({ good, bad }) => (good === undefined) !== (bad === undefined), {
      error: 'events are counted by either good or bad, beside total; exactly one of the two',
    })
    .optional(),
  latency: mapping({
    source,
    histogram: text.describe(
      'Selector of the histogram without _bucket: http_request_duration_seconds{job="api"}',
    ),
    threshold: z
      .union([matching(DURATION, THRESHOLD), z.number({ error: THRESHOLD }).gt(0, { error: THRESHOLD })], {
        error: THRESHOLD,
      })
      .describe('The bucket under which a request is good: 300ms, or a number in the histogram’s unit.'),
    native: flag.optional().describe('true for a native histogram, whose threshold may be any number.'),
  }).optional(),
  ratio: mapping({ source, expr: text.describe('Success ratio from 0 to 1 over [$window].') }).optional(),
  quality: quality.optional().describe('A gauge against a threshold.'),
  freshness: freshness.optional().describe('How old the data is that users get.'),
  batch: batch.optional().describe('Jobs that succeeded, and that finished within their time.'),
  remaining: mapping({
    source,
    expr: text.describe('The budget remaining over the SLO’s window, as another tool records it.'),
    unit: choice(['ratio', 'percent']),
    burn_rate: text.optional().describe('Burn rate over [$window], where that is recorded too.'),
  }).optional(),
  composite: composite.optional().describe('Worked out from other SLOs: a service of services, a journey.'),
  pushed: mapping({
    max_per_push: wholeNumber(1, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('One push may bring no more events, as a slip of the pusher would. Default: 10^12.'),
  })
    .optional()
    .describe('Counts that arrive at POST /v1/events. Write: pushed: {}'),
}

export const sli = oneOf('an SLI', KINDS).describe('What is measured: exactly one kind.')

export type SliYaml = z.infer<typeof sli>
export type QualityYaml = z.infer<typeof quality>
export type FreshnessYaml = z.infer<typeof freshness>
export type BatchYaml = z.infer<typeof batch>
export type CompositeYaml = z.infer<typeof composite>
