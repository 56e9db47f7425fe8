import type { Environment } from '../reading/env-file.ts'

/** The key that signs the audit log, and the one before it. Null where there is none. */
export interface AuditSecrets {
  readonly key: string | null
  readonly old: string | null
}

/** What is wrong with a variable. No setting names it. */
export interface AuditSecretFault {
  readonly variable: string
  readonly path: readonly []
  readonly message: string
}

/** As long as what is signed with it, and of random characters: a short one can be found by trying. */
const SHORTEST_KEY = 32
/** Of 32 random hexadecimal digits, fewer than 8 different ones come less than once in a million times. */
const FEWEST_CHARACTERS = 8
const MAKE_ONE = 'make one with `openssl rand -base64 32`'

/** `others` are secrets that somebody may have used again. */
export function readAuditSecrets(
  env: Environment,
  others: readonly string[] = [],
): { readonly secrets: AuditSecrets; readonly faults: readonly AuditSecretFault[] } {
  const faults: AuditSecretFault[] = []
  const read = (variable: string): string | null => {
    const value = env[variable]?.trim() ?? ''
    if (value === '') return null
    const wrong = problemOf(value, others)
    if (wrong !== null) faults.push({ variable, path: [], message: `${variable} ${wrong}` })
    return value
  }
  const key = read('BUDGETEER_AUDIT_KEY')
  const old = read('BUDGETEER_AUDIT_KEY_OLD')
  const fault = (message: string): void => {
    faults.push({ variable: 'BUDGETEER_AUDIT_KEY_OLD', path: [], message })
  }
  if (old !== null && key === null)
    fault('BUDGETEER_AUDIT_KEY_OLD is set and BUDGETEER_AUDIT_KEY is not; a log that was signed stays signed')
  if (old !== null && old === key)
    fault(
      'BUDGETEER_AUDIT_KEY_OLD is the same key as BUDGETEER_AUDIT_KEY; leave it out unless the key changes',
    )
  return { secrets: { key, old }, faults }
}

function problemOf(value: string, others: readonly string[]): string | null {
  if (value.length < SHORTEST_KEY) return `is shorter than ${SHORTEST_KEY} characters; ${MAKE_ONE}`
  if (new Set(value).size < FEWEST_CHARACTERS)
    return `repeats fewer than ${FEWEST_CHARACTERS} different characters; ${MAKE_ONE}`
  if (others.includes(value)) return `is used for something else as well; ${MAKE_ONE}`
  return null
}
