import type { BurnAlertMessage } from '../../src/core/burn-alerts/messages.ts'
import type { Incident } from '../../src/core/incidents/incident.ts'
import { channel, person } from '../../src/core/kernel/outbox/owed-message.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { isoTime } from '../../src/core/kernel/time/iso-time.ts'
import type { FleetService, Outage } from './fleet.ts'
import { type GrownDay, tell } from './grown-day.ts'

/** From here on an outage burns fast enough to page somebody. */
const PAGES_FROM = 0.1

/** The incidents of the outages that began on a day: their alerts fired once or several times, and people wrote beside them. */
export async function growIncidents(day: GrownDay): Promise<void> {
  for (const one of day.fleet)
    for (const outage of one.outages)
      if (outage.startedAt >= day.from && outage.startedAt < day.until) await growIncident(day, one, outage)
}

async function growIncident(day: GrownDay, one: FleetService, outage: Outage): Promise<void> {
  const { stores, entries, even } = day
  const { name: service } = one.service
  const id = `i-${outage.id}`
  const { startedAt, costRatio } = outage
  const openedAt = startedAt + MINUTE_MS
  const endedAt = outage.endedAt < day.size.until ? outage.endedAt : null
  const fingerprint = `${service}-high-error-rate`
  await stores.incidents.save(
    incidentOf(id, service, { startedAt, openedAt, endedAt, costRatio, fingerprint }),
  )
  const times = 1 + Math.floor(even() * 3)
  const lengthMs = Math.floor((outage.endedAt - startedAt) / times)
  await stores.incidents.saveEpisodes(
    { source: 'alertmanager', fingerprint },
    Array.from({ length: times }, (_, index) => ({
      startedAt: startedAt + index * lengthMs,
      endedAt: index === times - 1 ? endedAt : startedAt + (index + 1) * lengthMs - MINUTE_MS / 2,
      incident: id,
    })),
  )
  const head = `incident/${id}`
  tell(day, head, openedAt, { kind: 'incident', service }, channel('incidents'))
  const entry = (kind: 'incident' | 'incident_note' | 'incident_cost', at: number, actor: string) =>
    entries.push({ at, kind, actor, service, data: { incident: id, what: 'HighErrorRate', costRatio } })
  entry('incident', openedAt, 'alertmanager')
  const notes = Math.floor(even() * 4)
  for (let note = 0; note < notes; note += 1) {
    const at = openedAt + (note + 1) * MINUTE_MS
    const text = 'Rolled back the deployment of this morning; errors go down.'
    await stores.incidents.addNote({ id: `n-${outage.id}-${note}`, incident: id, at, author: 'U0DANA', text })
    entry('incident_note', at, 'U0DANA')
  }
  if (endedAt !== null) {
    entry('incident_cost', endedAt, 'budgeteer')
    entries.push({
      at: endedAt,
      kind: 'incident',
      actor: 'alertmanager',
      service,
      data: { incident: id, change: 'ended', endedAt: isoTime(endedAt) },
    })
  }
  if (costRatio >= PAGES_FROM) await growBurnAlert(day, outage, service, endedAt)
}

const incidentOf = (
  id: string,
  service: string,
  given: Pick<Incident, 'startedAt' | 'openedAt' | 'endedAt' | 'costRatio'> & {
    readonly fingerprint: string
  },
): Incident => ({
  id,
  service,
  startedAt: given.startedAt,
  endedAt: given.endedAt,
  what: 'HighErrorRate',
  failedRatio: 0.08,
  failedEvents: 4_200,
  costRatio: given.costRatio,
  slo: 'availability',
  enteredBy: 'alertmanager',
  openedAt: given.openedAt,
  closedBy: null,
  isCostFinal: given.endedAt !== null,
  corrected: { start: false, end: false },
  storm: null,
  mergedInto: null,
  detection: {
    source: 'alertmanager',
    fingerprint: given.fingerprint,
    severity: 'page',
    summary: `Many requests to ${service} fail`,
    url: 'https://grafana.example.com/alerting/grafana/high-error-rate/view',
    aboutSlo: 'availability',
    asksFreeze: false,
    toldIn: null,
  },
})

async function growBurnAlert(day: GrownDay, outage: Outage, service: string, endedAt: number | null) {
  const id = `b-${outage.id}`
  const at = outage.startedAt + 2 * MINUTE_MS
  const subject = `burn-alert/${id}`
  const told = headOf(id, service, outage, at)
  await day.stores.burnAlerts.save({
    id,
    service,
    slo: 'availability',
    severity: 'page',
    startedAt: at,
    endedAt: endedAt === null ? null : endedAt + 5 * MINUTE_MS,
    rules: ['fast'],
    quietSince: null,
    subject,
    thread: subject,
    told,
    toldAt: at,
    hasHead: true,
    directs: ['U0ONCALL'],
    mailed: [],
  })
  tell(day, subject, at, { kind: 'burn-alert', service }, channel('incidents'))
  tell(day, `${subject}/U0ONCALL`, at, { kind: 'burn-alert', service }, person('U0ONCALL'))
  day.entries.push({
    at,
    kind: 'burn_alert',
    actor: 'budgeteer',
    service,
    data: { alert: id, slo: told.slo },
  })
}

const headOf = (alertId: string, service: string, outage: Outage, at: number): BurnAlertMessage => ({
  kind: 'burn-alert',
  alertId,
  service,
  serviceTitle: service,
  slo: 'availability',
  sloTitle: 'Availability',
  severity: 'page',
  objective: 99.5,
  window: '30d',
  isRolling: true,
  rule: 'fast',
  factor: 14.4,
  lookback: '1h',
  shortLookback: '5m',
  burnRate: 20,
  shortBurnRate: 25,
  otherRules: [],
  spentLastHourRatio: 0.03,
  remainingRatio: 0.4,
  young: null,
  forecasts: ['spent in 6 hours at the rate of the last hour'],
  exhaustsInSeconds: (6 * HOUR_MS) / 1_000,
  windowEndsAt: null,
  since: isoTime(outage.startedAt),
  at: isoTime(at),
  timeZone: 'UTC',
  mentions: ['U0ONCALL'],
  links: [],
  link: null,
  peakBurnRate: 30,
  endedAt: isoTime(outage.endedAt),
  remainingBeforeRatio: 0.5,
  prompts: [],
})
