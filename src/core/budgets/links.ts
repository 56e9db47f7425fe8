import { HOUR_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { LinkTemplate, Service, Slo } from './slo.ts'

/** A link as it is for one service, SLO and time. No message can be broken by the address. */
export interface Link {
  readonly name: string
  /** `Dashboard`, `Error logs` of `error_logs`. */
  readonly title: string
  readonly url: string
}

/** What links are about. Times are epoch milliseconds. */
export interface LinkSubject {
  readonly service: Service | undefined
  /** Undefined where no single SLO is meant: links with `{slo}` are left out. */
  readonly slo?: Slo | undefined
  readonly span: LinkSpan
}

export interface LinkSpan {
  readonly from: number
  readonly to: number
}

/** Each placeholder with what stands for it; undefined where that is not known. */
const PLACEHOLDERS = {
  service: ({ service }: LinkSubject) => service?.name,
  slo: ({ slo }: LinkSubject) => slo?.name,
  from: ({ span }: LinkSubject) => String(span.from),
  to: ({ span }: LinkSubject) => String(span.to),
  from_iso: ({ span }: LinkSubject) => isoTime(span.from),
  to_iso: ({ span }: LinkSubject) => isoTime(span.to),
} as const satisfies Readonly<Record<string, (subject: LinkSubject) => string | undefined>>

/** What may stand in braces in a link. */
export const LINK_PLACEHOLDERS = Object.keys(PLACEHOLDERS)

const valueOf = (placeholder: string, subject: LinkSubject): string | undefined =>
  Object.entries(PLACEHOLDERS).find(([name]) => name === placeholder)?.[1](subject)

/** Something in braces. */
export const PLACEHOLDER = /\{([^{}]*)\}/g

/** So many stand in a message; a page shows all. */
export const MOST_LINKS = 4

/** Around something that began and may go on: from an hour before to an hour after its end, or after now. */
export const spanAround = (from: number, endedAt: number | null, now: number): LinkSpan => ({
  from: from - HOUR_MS,
  to: (endedAt ?? now) + HOUR_MS,
})

/**
 * The links of an SLO, then those of its service, then `others`; of each name the first. One that needs what the subject
 * does not have is left out.
 */
export function linksOf(subject: LinkSubject, others: readonly LinkTemplate[] = []): readonly Link[] {
  const found = new Map<string, Link>()
  for (const { name, url } of [...(subject.slo?.links ?? []), ...(subject.service?.links ?? []), ...others]) {
    const address = found.has(name) ? null : filledLink(url, subject)
    if (address !== null) found.set(name, { name, title: titleOf(name), url: address })
  }
  return [...found.values()]
}

/** The address with what its placeholders stand for, encoded; null where something is not known, or it is no address. */
export function filledLink(template: string, subject: LinkSubject): string | null {
  const values = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => valueOf(name, subject))
  if (values.includes(undefined)) return null
  const url = URL.parse(template.replaceAll(PLACEHOLDER, () => encodeURIComponent(values.shift() ?? '')))
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  return url.href.replaceAll(/[|<>\s]/g, encodeURIComponent)
}

function titleOf(name: string): string {
  const words = name.replaceAll(/[-_]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
