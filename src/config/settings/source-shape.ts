import { z } from 'zod'
import {
  duration,
  envName,
  flag,
  mapping,
  matching,
  name,
  oneOf,
  text,
  wholeNumber,
} from '../reading/fields.ts'
import { enforcement } from '../reading/enforcement-shape.ts'
import { owner } from '../reading/owner-shape.ts'

export const headerName = matching(/^[A-Za-z0-9-]+$/, 'the name of a header such as X-Scope-OrgID')

const auth = oneOf('auth', {
  bearer_env: envName.optional(),
  basic: mapping({ username: text, password_env: envName }).optional(),
  header: mapping({ name: headerName, value_env: envName }).optional(),
})

const HEADER_VALUE = 'a text without line breaks, or value_env with the name of an environment variable'
const headerText = matching(/^[\t\x20-\x7e\x80-\xff]*\S[\t\x20-\x7e\x80-\xff]*$/, HEADER_VALUE)

const REGEX_HELP = 'a regular expression such as "payments-.*"'
const wholeMatch = z.string({ error: REGEX_HELP }).refine(isRegex, { error: REGEX_HELP })

const discover = mapping({
  owner: owner('nobody owns what is found').describe(
    'Who has the role service-owner of the services that are found.',
  ),
  policy: name.optional().describe('File in policies/ without its ending. Default: default_policy.'),
  enforcement,
  services: wholeMatch.optional().describe('The services to follow, as a whole match. Default: all of them.'),
  service_label: text
    .optional()
    .describe(
      'Label of Pyrra’s series that names the service. Default: service, and without it the SLO’s name.',
    ),
}).describe('SLOs that Sloth’s or Pyrra’s recording rules describe are followed without a file in slos/.')

export const prometheus = mapping({
  url: webAddress('http://prometheus:9090'),
  timeout: duration.optional().describe('Of one query. Default: 10s.'),
  concurrency: wholeNumber(1, 64).optional().describe('Queries at once. Default: 4.'),
  auth: auth.optional(),
  headers: z
    .record(headerName, z.union([headerText, mapping({ value_env: envName })], { error: HEADER_VALUE }))
    .optional()
    .describe('Sent with every query, such as X-Scope-OrgID: payments.'),
  ca_file: text.optional().describe('PEM file of the certificate authority that vouches for the server.'),
  recorded: flag
    .optional()
    .describe(
      'Read the series that `budgeteer rules` records, or Sloth, where there are any, instead of asking each SLO’s own expressions. Default: false.',
    ),
  discover: discover.optional(),
})

export type PrometheusYaml = z.infer<typeof prometheus>

export function webAddress(example: string): z.ZodString {
  const error = `an http or https address such as ${example}`
  return z.string({ error }).refine(isHttpUrl, { error })
}

export function isHttpUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && /^https?:$/.test(parsed.protocol)
}

function isRegex(pattern: string): boolean {
  try {
    new RegExp(`^(?:${pattern})$`, 'u')
    return pattern !== ''
  } catch {
    return false
  }
}
