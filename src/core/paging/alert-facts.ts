import type { BurnAlert } from '../burn-alerts/burn-alert.ts'
import { MOST_LINKS } from '../budgets/links.ts'
import { percentText } from '../budgets/percent.ts'
import type { Incident } from '../incidents/incident.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { type Page, pageUrlOf } from '../kernel/page-path.ts'
import type { Level } from '../policy/policy.ts'
import { serviceTitle, sloTitle } from '../policy/titles.ts'
import type { TriggerFacts } from './change-alert.ts'
import { entryText } from './entry-text.ts'
import type { PagerSeverity } from './pager-alert.ts'
import type { PagingWorld } from './paging-world.ts'

/** What a pager says of a level that has begun. `entry` is its transition, as it is on record. */
export function levelFacts(entry: NewAuditEntry, level: Level, world: PagingWorld): TriggerFacts {
  const { service, data, at } = entry
  const catalog = world.catalog()
  const remaining = typeof data['remaining'] === 'number' ? percentText(data['remaining']) : null
  const slo = entryText(entry, 'slo')
  const left = remaining === null ? '' : `: ${remaining} of the error budget left`
  return {
    summary: `${serviceTitle(catalog, service)} is at ${level.name} (${level.title})${left}`,
    severity: level.freeze ? 'critical' : 'warning',
    details: known({
      level: level.name,
      before: entryText(entry, 'from'),
      'budget left': remaining,
      SLO: slo === '' ? null : sloTitle(catalog, service, slo),
      policy: entryText(entry, 'policy'),
    }),
    links: linksTo({ kind: 'service', name: service }, world),
    image: burnDown(service, slo, at, world),
  }
}

/** What a pager says of a burn alert that has begun. */
export function burnFacts(
  { told, severity, service, slo, rules, startedAt }: BurnAlert,
  world: PagingWorld,
): TriggerFacts {
  const rate = Number(told.burnRate.toPrecision(3))
  const left = percentText(told.remainingRatio)
  const linked = told.links.slice(0, MOST_LINKS).map(({ title, url }) => ({ text: title, url }))
  return {
    summary: `${told.serviceTitle}: ${told.sloTitle} burns its error budget ${rate} times as fast as it allows, ${left} left`,
    severity: severity === 'page' ? 'critical' : 'warning',
    details: known({
      SLO: told.sloTitle,
      objective: `${told.objective} % over ${told.window}`,
      'burn rate': `${rate} over ${told.lookback}`,
      'budget left': left,
      forecast: told.forecasts.join('; '),
      rules: rules.join(', '),
    }),
    links: [...linksTo({ kind: 'service', name: service }, world), ...linked],
    image: burnDown(service, slo, startedAt, world),
  }
}

/** What a pager says of a notice of the policy. `entry` is what is on record of it. */
export function noticeFacts(entry: NewAuditEntry, world: PagingWorld): TriggerFacts {
  const { service, data, at } = entry
  const slo = entryText(entry, 'slo')
  const remaining = typeof data['remaining'] === 'number' ? percentText(data['remaining']) : null
  return {
    summary: `${serviceTitle(world.catalog(), service)}: ${entryText(entry, 'text')}`,
    severity: 'error',
    details: known({
      notice: entryText(entry, 'notice'),
      'budget left': remaining,
      SLO: slo === '' ? null : sloTitle(world.catalog(), service, slo),
    }),
    links: linksTo({ kind: 'service', name: service }, world),
    image: burnDown(service, slo, at, world),
  }
}

/** What a pager says of an incident that goes on. */
export function incidentFacts({ id, service, what, detection }: Incident, world: PagingWorld): TriggerFacts {
  const { severity = null, summary = null, url = null, aboutSlo = null } = detection ?? {}
  return {
    summary: `${serviceTitle(world.catalog(), service)}: ${what}`,
    severity: SEVERITIES[severity?.toLowerCase() ?? ''] ?? 'error',
    details: known({ summary, severity, SLO: aboutSlo }),
    links: [
      ...linksTo({ kind: 'incident', id }, world),
      ...(url === null ? [] : [{ text: 'The alert', url }]),
    ],
    image: null,
  }
}

/** What alerts call their severity, where it is one of ours. */
const SEVERITIES: Readonly<Record<string, PagerSeverity>> = { critical: 'critical', warning: 'warning' }

function linksTo(page: Page, { pages }: PagingWorld): TriggerFacts['links'] {
  const { url } = pages()
  return url === null ? [] : [{ text: 'Budgeteer', url: pageUrlOf(url, page) }]
}

/** A pager fetches pictures without signing in, and shows them where they come by HTTPS. */
function burnDown(service: string, slo: string, at: number, { pages }: PagingWorld): TriggerFacts['image'] {
  const { url, isPublic } = pages()
  if (url === null || !isPublic || !url.startsWith('https:')) return null
  const query = new URLSearchParams({ at: String(at), ...(slo !== '' && { slo }) }).toString()
  return {
    url: `${url}/pictures/burn-down/${encodeURIComponent(service)}.svg?${query}`,
    alt: 'Where the error budget went',
  }
}

const known = (details: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) =>
      value === null || value === '' ? [] : [[name, value] as const],
    ),
  )
