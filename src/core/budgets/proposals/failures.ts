import { type Matcher, promqlString } from '../selector.ts'

/** How a request that failed is told from the others. */
export interface Failures {
  readonly protocol: 'http' | 'grpc'
  readonly matcher: Matcher
  /** Behind "Requests that": `fail with 5xx`. */
  readonly words: string
}

/** Labels that say how a request ended, the most telling first. */
export const OUTCOME_LABELS = [
  'grpc_code',
  'grpc_status',
  'grpc_response_status',
  'rpc_grpc_status_code',
  'rpc_response_status_code',
  'http_response_status_code',
  'http_status_code',
  'http_status',
  'response_code',
  'status_code',
  'status',
  'code',
  'outcome',
  'result',
] as const

/** The statuses of gRPC that OpenTelemetry's conventions count as a server's own failures. */
const GRPC_FAULTS = 'unknown|deadline_?exceeded|unimplemented|internal|unavailable|data_?loss'
const GRPC_NUMBERS = '2|4|12|13|14|15'
const GRPC_NAMES =
  /^(ok|cancell?ed|unknown|invalid_?argument|deadline_?exceeded|not_?found|already_?exists|permission_?denied|resource_?exhausted|failed_?precondition|aborted|out_?of_?range|unimplemented|internal|unavailable|data_?loss|unauthenticated)$/i
const HTTP_CODE = /^[1-5](\d\d|xx)$/i
/** Ends of a request that are no code: as metrics put them that were written by hand. */
const WENT_WELL = /^(ok|success|successful|succeeded|completed|client_error|redirection|informational)$/i
const FAILED = 'error|failure|failed|fail|server_error|timeout|exception'
const WENT_WRONG = new RegExp(`^(${FAILED})$`, 'i')

/** The failures among the values of one label; undefined where they do not say how a request ended. */
export function failuresBy(label: string, values: readonly string[]): Failures | undefined {
  const known = values.filter((value) => value !== '')
  if (known.length === 0) return undefined
  const isAll = (pattern: RegExp): boolean => known.every((value) => pattern.test(value))
  const matching = (pattern: string): Matcher => ({ label, operator: '=~', quoted: promqlString(pattern) })
  if (/grpc|rpc/.test(label) && isAll(/^\d{1,2}$/))
    return { protocol: 'grpc', matcher: matching(GRPC_NUMBERS), words: 'fail on the server' }
  if (known.some((value) => HTTP_CODE.test(value)))
    // Proxies write 0 or nothing for what was never answered.
    return isAll(/^([1-5](\d\d|xx)|0|-|unknown)$/i)
      ? { protocol: 'http', matcher: matching('5..'), words: 'fail with 5xx' }
      : undefined
  const isOnlyOk = isAll(/^ok$/i)
  if (isOnlyOk && !/grpc|rpc/.test(label))
    // Nothing has failed yet, so that it cannot be seen in which words failures are written.
    return { protocol: 'http', matcher: matching(`(?i)${FAILED}|${GRPC_FAULTS}`), words: 'fail' }
  if (!isOnlyOk && known.every((value) => WENT_WELL.test(value) || WENT_WRONG.test(value)))
    return { protocol: 'http', matcher: matching(`(?i)${FAILED}`), words: 'fail' }
  if (isAll(GRPC_NAMES))
    return { protocol: 'grpc', matcher: matching(`(?i)${GRPC_FAULTS}`), words: 'fail on the server' }
  return undefined
}
