import { OperatorError } from '../../core/kernel/operator-error.ts'
import { systemRefusal } from '../../core/kernel/system-error.ts'

/** A sentence for our own errors and the system's, such as a port that is taken. Only the unforeseen gets a stack. */
export function toldError(error: unknown): unknown {
  const own = error instanceof OperatorError ? error : systemRefusal(error)
  if (own !== undefined) return asError(own.told)
  return error instanceof Error && 'code' in error && 'syscall' in error ? asError(error.message) : error
}

/** Each fault of the configuration says already what it is. */
function asError(told: string): string {
  return /^(error|warning)\b/.test(told) ? told : `error: ${told}`
}
