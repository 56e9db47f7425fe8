import { createHash } from 'node:crypto'
import { PAGE_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const hashOfAll = hashOf(PAGE_STYLE)
const hashOfScript = hashOf(PAGE_SCRIPT)

/**
 * A page has the one style, with it one of its own where it brings that, the one script, pictures, events and forms of the
 * bot's own, and nothing else. Nobody may frame it.
 */
const policyFor = (style: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src ${hashOfAll}${style === undefined ? '' : ` ${hashOf(style)}`}`,
    `script-src ${hashOfScript}`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const POLICY = policyFor(undefined)

/** Of every page. It is not kept by browsers or proxies (guard.ts), and its address is told to no other site. A form says in Origin
 * where it stood, which no-referrer would hide. */
export const pageHeaders = (style?: string): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': style === undefined ? POLICY : policyFor(style),
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
})
