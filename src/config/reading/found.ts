const LONGEST = 60
/** Keys whose values may be secrets, also where no such key is allowed. */
const SECRET_KEY = /(^|_)(token|password|passwd|secret|bearer|api_key|env)$/i

const SECRETS = [
  /\b(xox[a-z]|xapp)-/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(gh[pousr]_\w{20}|glpat-)/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\./,
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
]

/** A value as an error may show it: short, on one line, and never a secret. */
export function found(value: unknown, key: string | number | undefined): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string' && (looksSecret(value) || SECRET_KEY.test(String(key))))
    return 'a value (not shown)'
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${shortened(value)}"`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'something else'
}

/** Slack tokens, private keys, tokens of common forges, and addresses with a password in them. */
export function looksSecret(text: string): boolean {
  return SECRETS.some((pattern) => pattern.test(text))
}

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}
