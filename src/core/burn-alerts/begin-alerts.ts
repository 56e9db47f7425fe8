import type { JudgedRule } from '../budgets/burn-verdict.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import {
  channel,
  person,
  post,
  reply,
  type Address,
  type MessageContent,
  type OwedMessage,
} from '../kernel/outbox/owed-message.ts'
import { governed } from '../policy/catalog.ts'
import { apart } from '../policy/shadowed.ts'
import { DIGEST_FROM, isAboutMany } from '../kernel/outbox/many-at-once.ts'
import { burnFigures, linksOfAlert, newHead } from './alert-facts.ts'
import { type Audience, audienceOf, NOBODY } from './audience.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { AlertContext, BurnAlertStores } from './context.ts'
import { digestContent, newDigest } from './digest.ts'
import type { Evaluated } from './evaluated-rules.ts'
import { openIncident } from './open-incident.ts'
import { updateContent } from './update-content.ts'

type Begun = Evaluated & { readonly firing: readonly JudgedRule[] }
type Begins = Begun & { readonly reading: MeasuredReading; readonly lead: JudgedRule }

/** An alert with its recipients beside the channel. */
interface Planned {
  readonly alert: BurnAlert
  readonly begins: Begins
  readonly audience: Audience
}

/**
 * Alerts that begin at one poll. A ticket of an SLO that pages goes into the page's thread, not into the channel. Many at
 * once are one message.
 */
export async function beginAlerts(
  stores: BurnAlertStores,
  all: readonly Begun[],
  open: readonly BurnAlert[],
  context: AlertContext,
): Promise<void> {
  const isShadowed = ({ service }: Begun): boolean => context.shadowed.has(service.name)
  for (const { isShadow, part } of apart(all, isShadowed))
    await beginPart(stores, part, open, isShadow, context)
}

/** Alerts that are told in one place. */
async function beginPart(
  stores: BurnAlertStores,
  all: readonly Begun[],
  open: readonly BurnAlert[],
  isShadow: boolean,
  context: AlertContext,
): Promise<void> {
  const begins = all.flatMap((one): Begins[] => {
    const [lead] = one.firing
    return lead === undefined || one.reading?.kind !== 'measured'
      ? []
      : [{ ...one, reading: one.reading, lead }]
  })
  const pages = begins.filter(({ severity }) => severity === 'page')
  const isPaged = ({ service, slo, severity }: Begins): boolean =>
    severity === 'ticket' &&
    (pages.some((page) => page.slo === slo) || pageOf(open, service.name, slo.name) !== undefined)
  const heads = begins.filter((one) => !isPaged(one))
  const digest = heads.length >= DIGEST_FROM ? newDigest(context.ids) : null

  const told: BurnAlert[] = [...open]
  const planned: Planned[] = []
  // Pages come first, so that a ticket finds the page that began with it.
  for (const one of begins) {
    const plan = planOf(
      one,
      isPaged(one) ? pageOf(told, one.service.name, one.slo.name) : undefined,
      digest,
      context,
    )
    told.push(plan.alert)
    planned.push(plan)
    await stores.burnAlerts.save(plan.alert)
  }
  if (digest !== null) {
    const own = planned.map(({ alert }) => alert).filter(({ hasHead }) => hasHead)
    await stores.outbox.owe(digestMessages(digest, own, planned, isShadow, context))
  }
  for (const { alert, begins: one } of planned) {
    await stores.outbox.owe(beginning(alert, one, context))
    await stores.audit.append([beginningEntry(alert)])
    if (alert.severity === 'page' && context.settings.opensIncidents)
      await openIncident(stores, alert, one, context)
  }
}

const pageOf = (alerts: readonly BurnAlert[], service: string, slo: string): BurnAlert | undefined =>
  alerts.find((alert) => alert.severity === 'page' && alert.service === service && alert.slo === slo)

function planOf(
  begins: Begins,
  page: BurnAlert | undefined,
  digest: string | null,
  context: AlertContext,
): Planned {
  const { service, slo, severity, reading, lead, firing } = begins
  const { ids, now, catalog } = context
  const id = ids.next('b')
  const audience = context.shadowed.has(service.name) ? NOBODY : audienceOf(severity, service.name, context)
  const subject = page?.subject ?? `burn-alert/${id}`
  const thread = page?.thread ?? digest ?? subject
  const told = newHead(
    burnFigures(slo, reading, lead),
    firing.slice(1).map(({ rule }) => rule.name),
    {
      alertId: id,
      service,
      slo,
      severity,
      timeZone: governed(catalog, service.name)?.policy.timeZone ?? 'UTC',
      mentions: audience.mentions,
      links: linksOfAlert(
        { service: service.name, slo: slo.name, since: reading.at, endedAt: null },
        context,
      ),
    },
  )
  const isOneOfMany = isAboutMany(thread)
  const alert: BurnAlert = {
    id,
    service: service.name,
    slo: slo.name,
    severity,
    startedAt: now,
    endedAt: null,
    rules: firing.map(({ rule }) => rule.name),
    quietSince: null,
    subject,
    thread,
    told,
    hasHead: page === undefined,
    toldAt: now,
    directs: isOneOfMany ? [] : audience.userIds.filter((userId) => !page?.directs.includes(userId)),
    mailed: isOneOfMany ? [] : audience.addresses.filter((address) => !page?.mailed.includes(address)),
  }
  return { alert, begins, audience }
}

/**
 * The messages of an alert that begins: its head or its line in the page's thread, and those to people and lists. The
 * digest of many has said all of it.
 */
function beginning(
  alert: BurnAlert,
  { lead }: Begins,
  { settings, ids, now }: AlertContext,
): readonly OwedMessage[] {
  const { subject, thread, told, hasHead } = alert
  if (isAboutMany(thread)) return []
  const inChannel = hasHead
    ? post({
        subject,
        to: channel(settings.channel),
        content: told,
        at: now,
        ...urgencyOf(alert),
      })
    : reply({
        id: `${subject}/ticket/${ids.next('m')}`,
        thread,
        to: channel(settings.channel),
        content: updateContent(
          'ticket-too',
          alert,
          { rule: lead.rule, burnRate: lead.longRate, remainingRatio: told.remainingRatio },
          now,
        ),
        at: now,
      })
  return [inChannel, ...personal(`burn-alert/${alert.id}`, alert, told, now)]
}

/** The same content to each person and, as one mail, to the addresses. */
function personal(
  subject: string,
  { directs, mailed, severity }: Pick<BurnAlert, 'directs' | 'mailed' | 'severity'>,
  content: MessageContent,
  at: number,
): readonly OwedMessage[] {
  const told = (who: string, to: Address): OwedMessage =>
    post({ subject: `${subject}/${who}`, to, content, at, ...urgencyOf({ severity }) })
  return [
    ...directs.map((userId) => told(userId, person(userId))),
    ...(mailed.length === 0 ? [] : [told('mail', { kind: 'mail', to: mailed })]),
  ]
}

/** Whoever is paged is not kept waiting behind other messages. */
const urgencyOf = ({ severity }: Pick<BurnAlert, 'severity'>): Pick<OwedMessage, 'urgency'> =>
  severity === 'page' ? { urgency: 'page' } : {}

function digestMessages(
  subject: string,
  alerts: readonly BurnAlert[],
  planned: readonly Planned[],
  isShadow: boolean,
  { settings, now }: AlertContext,
): readonly OwedMessage[] {
  const content = digestContent(alerts, now)
  const all = (pick: (audience: Audience) => readonly string[]): readonly string[] => [
    ...new Set(planned.flatMap(({ audience }) => pick(audience))),
  ]
  const severity = alerts.some((alert) => alert.severity === 'page') ? 'page' : 'ticket'
  const told = {
    directs: all(({ userIds }) => userIds),
    mailed: all(({ addresses }) => addresses),
    severity,
  } as const
  return [
    post({
      subject,
      to: channel(isShadow ? 'shadow' : settings.channel),
      content,
      at: now,
      ...urgencyOf({ severity }),
    }),
    ...personal(subject, told, content, now),
  ]
}

const beginningEntry = (alert: BurnAlert): Parameters<BurnAlertStores['audit']['append']>[0][number] => {
  const { id, service, slo, severity, startedAt, rules, told } = alert
  return {
    at: startedAt,
    kind: 'burn_alert',
    actor: 'budgeteer',
    service,
    data: {
      alert: id,
      slo,
      severity,
      rules,
      factor: told.factor,
      burnRate: told.burnRate,
      lookback: told.lookback,
      shortLookback: told.shortLookback,
      remaining: told.remainingRatio,
      spentLastHour: told.spentLastHourRatio,
      exhaustsInSeconds: told.exhaustsInSeconds,
      link: told.link,
    },
  }
}
