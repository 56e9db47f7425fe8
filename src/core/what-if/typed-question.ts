import { type Objective, parseObjective } from '../budgets/objective.ts'
import { readSpan, spanAdvice } from '../kernel/time/typed-span.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { AskedOutage, ChangedObjective, DeploymentCost } from './what-if-question.ts'

/** What somebody typed, read; or what is wrong with it and what would be right, as a sentence. */
export type Typed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string }

const good = <Value>(value: Value): Typed<Value> => ({ ok: true, value })
const bad = (why: string): Typed<never> => ({ ok: false, why })

/** Nothing longer is imagined: every window has forgotten it by then. */
const LONGEST_MS = 366 * DAY_MS

/** `30m`, `1h30m`, `two hours`. */
export function readLength(text: string): Typed<number> {
  const ms = readSpan(text)
  if (ms === undefined) return bad(`“${text}” is no length of time. ${spanAdvice(text)}`)
  return ms > LONGEST_MS ? bad(`“${text}” is longer than a year: write 45s, 30m, 1h30m or 2d.`) : good(ms)
}

const PERCENT = /^(\d{1,3}(?:\.\d{1,6})?) ?%?$/

/** `50%` or `50`: a share from 0 to 1. */
export function readShare(text: string): Typed<number> {
  const digits = PERCENT.exec(text.trim())?.[1]
  const percent = Number(digits)
  return digits === undefined || percent > 100
    ? bad(`“${text}” is no share of the requests: write a percentage up to 100, such as 50%.`)
    : good(percent / 100)
}

/** `30m`, `30m 50%`, `after 2h: 30m 50%`, `2h 30m 50%` being the start, the length and the share. */
export function readOutage(text: string, slos: readonly string[]): Typed<AskedOutage> {
  const match = /^(?:(?:after|\+) ?(?<start>[^:]+?):? )?(?<length>\S+)(?: (?<share>[\d.]+ ?%?))?$/.exec(
    text.trim().replaceAll(/\s+/g, ' '),
  )
  if (match === null) return bad(`“${text}” is no incident: write “30m 50%” or “after 2h 30m 50%”.`)
  const { start, length = '', share = '100%' } = match.groups ?? {}
  const startsInMs = start === undefined ? good(0) : readLength(start)
  const durationMs = readLength(length)
  const badRatio = readShare(share)
  if (!startsInMs.ok) return startsInMs
  if (!durationMs.ok) return durationMs
  if (!badRatio.ok) return badRatio
  return good({
    startsInMs: startsInMs.value,
    durationMs: durationMs.value,
    badRatio: badRatio.value,
    ...(slos.length > 0 && { slos }),
  })
}

/** `99.9`, or `latency=99.9` where a service has several SLOs. */
export function readObjective(text: string): Typed<ChangedObjective> {
  const [, slo = null, digits = ''] = /^(?:([^=\s]+)=)?\s*([\d.]+)\s*%?$/.exec(text.trim()) ?? []
  const objective: Objective | undefined = parseObjective(digits)
  return objective === undefined
    ? bad(
        `“${text}” is no objective: write a percentage above 0 and below 100, such as 99.9 or latency=99.9.`,
      )
    : good({ slo, objective })
}

/** `0.5%` of the budget, or `30s` in which everything fails. */
export function readCost(text: string): Typed<DeploymentCost> {
  if (text.trim().endsWith('%')) {
    const share = readShare(text)
    return share.ok ? good({ kind: 'share', ratio: share.value }) : share
  }
  const ms = readSpan(text)
  return ms === undefined
    ? bad(
        `“${text}” is no cost of a deployment: write a share of the budget such as 0.5%, or an outage such as 30s.`,
      )
    : good({ kind: 'outage', ms })
}

/** More than this is nothing that a month holds. */
const MOST_DEPLOYMENTS = 1_000

export function readCount(text: string): Typed<number> {
  const count = Number(text)
  return /^\d{1,4}$/.test(text.trim()) && count >= 1 && count <= MOST_DEPLOYMENTS
    ? good(count)
    : bad(`“${text}” is no number of deployments: write a whole number from 1 to ${MOST_DEPLOYMENTS}.`)
}
