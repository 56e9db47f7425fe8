import type { PagerContent, PagerSeverity } from '../../core/paging/pager-alert.ts'

/** What Opsgenie's Alert API documents, in characters. */
const LONGEST = {
  message: 130,
  description: 15_000,
  entity: 512,
  source: 100,
  tag: 50,
  allDetails: 8_000,
} as const

const PRIORITIES = { critical: 'P1', error: 'P2', warning: 'P3' } as const satisfies Record<
  PagerSeverity,
  string
>

/** A team, schedule, escalation or user that an alert goes to, beside what the integration says. */
export interface Responder {
  readonly type: 'team' | 'schedule' | 'escalation' | 'user'
  /** Of a user the mail address. */
  readonly name: string
}

/** What names an alert at Opsgenie, so that a repeat is known as one. */
export const aliasOf = ({ key }: Pick<PagerContent, 'key'>): string => `budgeteer/${key}`

/** The body of a new alert. */
export function alertBody(
  content: Extract<PagerContent, { act: 'trigger' }>,
  responders: readonly Responder[],
) {
  const { summary, severity, service, cause, details, links } = content
  const lines = [
    summary,
    '',
    ...Object.entries(details).map(([name, value]) => `${name}: ${value}`),
    '',
    ...links.map(({ text, url }) => `${text}: ${url}`),
  ]
  return {
    message: cut(summary, LONGEST.message),
    alias: aliasOf(content),
    description: cut(lines.join('\n').trim(), LONGEST.description),
    responders: responders.map(({ type, name }) => ({ type, [type === 'user' ? 'username' : 'name']: name })),
    tags: ['budgeteer', cut(cause, LONGEST.tag)],
    details: within(details, LONGEST.allDetails),
    entity: cut(service, LONGEST.entity),
    source: 'Budgeteer',
    priority: PRIORITIES[severity],
  }
}

/** The body of what becomes of an alert. */
export const actionBody = (note: string): { readonly source: string; readonly note: string } => ({
  source: 'Budgeteer',
  note,
})

/** The details that fit, each cut where it alone would not. */
function within(details: Readonly<Record<string, string>>, most: number): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  let left = most
  for (const [name, value] of Object.entries(details)) {
    const text = cut(value, Math.min(2_000, Math.max(0, left - name.length)))
    if (text === '') break
    kept[name] = text
    left -= name.length + text.length
  }
  return kept
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : most < 1 ? '' : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
