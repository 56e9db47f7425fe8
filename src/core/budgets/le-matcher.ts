import type { Matcher } from './selector.ts'
import { promqlString } from './selector.ts'

/**
 * Matches one bucket bound in every way that clients write it: Go's text format says `le="1"` and `le="1e+06"`,
 * OpenMetrics and Prometheus 3 say `le="1.0"`, Java says `le="1000000.0"`.
 */
export function leMatcher(bound: number): Matcher {
  const forms = [...new Set([plain(bound), withPoint(bound), exponent(bound)])]
  return forms.length === 1
    ? { label: 'le', operator: '=', quoted: promqlString(plain(bound)) }
    : {
        label: 'le',
        operator: '=~',
        quoted: promqlString(forms.map((form) => form.replaceAll(/[.+]/g, String.raw`\$&`)).join('|')),
      }
}

/** Without exponent: 0.00001, not 1e-5. */
function plain(bound: number): string {
  const text = String(bound)
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const [, lead = '', fraction = '', power = '0'] = match
  const digits = lead + fraction
  const shift = Number(power)
  return shift < 0 ? `0.${'0'.repeat(-shift - 1)}${digits}` : digits.padEnd(shift + 1, '0')
}

const withPoint = (bound: number): string => (Number.isInteger(bound) ? `${plain(bound)}.0` : plain(bound))

/** Go's shortest form: below 1e-4 and from 1e6 on it has an exponent of at least two digits. */
function exponent(bound: number): string {
  const [digits = '', power = ''] = bound.toExponential().split('e')
  if (Number(power) >= -4 && Number(power) < 6) return plain(bound)
  return `${digits}e${power.startsWith('-') ? '-' : '+'}${power.slice(1).padStart(2, '0')}`
}
