import { counted } from '../kernel/counted.ts'
import { DAY_MS, durationInWords, SECOND_MS } from '../kernel/time/duration.ts'
import { wallTime } from '../kernel/time/wall-time.ts'
import type { Catalog } from '../policy/catalog.ts'
import { isFrozen } from './standing.ts'
import type { ServiceReport, SloReport, StatusReport } from './status-report.ts'

/** Nearer days are called by their weekday, which would be ambiguous from the seventh on. */
const WEEKDAY_DAYS = 6

/**
 * All services in a sentence: `1 of 12 services is frozen, 3 approvals wait, the nearest depletion is on Thursday (Checkout).` A budget
 * that is spent already is no depletion to come; how many are spent stands by itself.
 */
export function fleetSentence(
  { at, services }: StatusReport,
  catalog: Catalog,
  waitingApprovals: number,
  timeZone: string,
): string {
  const frozen = services.filter((service) => isFrozen(service, catalog)).length
  const slos = services.flatMap((service) => service.slos)
  const spent = slos.filter(({ exhaustsInSeconds }) => exhaustsInSeconds === 0).length
  const parts = [
    `${frozen === 0 ? 'none' : frozen} of ${counted(services.length, 'service')} ${frozen > 1 ? 'are' : 'is'} frozen`,
    ...(spent === 0 ? [] : [`${counted(spent, 'budget')} ${spent === 1 ? 'is' : 'are'} spent`]),
    waitingApprovals === 0
      ? 'no approval waits'
      : `${counted(waitingApprovals, 'approval')} ${waitingApprovals === 1 ? 'waits' : 'wait'}`,
    nearestText(services, Date.parse(at), timeZone),
  ]
  const sentence = parts.join(', ')
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}

/** A budget that lasts for longer than its window is long is not said to be spent one day: what burns it now will have left it. */
export const isInSight = ({ exhaustsInSeconds, windowSeconds }: SloReport): boolean =>
  exhaustsInSeconds !== null && exhaustsInSeconds < windowSeconds

function nearestText(services: readonly ServiceReport[], now: number, timeZone: string): string {
  let nearest: { readonly title: string; readonly inMs: number } | undefined
  for (const { title, slos } of services)
    for (const slo of slos) {
      const { exhaustsInSeconds } = slo
      if (exhaustsInSeconds === null || exhaustsInSeconds === 0 || !isInSight(slo)) continue
      const inMs = exhaustsInSeconds * SECOND_MS
      if (nearest === undefined || inMs < nearest.inMs) nearest = { title, inMs }
    }
  if (nearest === undefined) return 'no depletion is in sight'
  return `the nearest depletion is ${whenText(nearest.inMs, now, timeZone)} (${nearest.title})`
}

function whenText(inMs: number, now: number, timeZone: string): string {
  if (inMs < DAY_MS) return `in ${durationInWords(inMs)}`
  const at = now + inMs
  if (inMs >= WEEKDAY_DAYS * DAY_MS) return `on ${wallTime(at, timeZone).date}`
  return `on ${new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long' }).format(at)}`
}
