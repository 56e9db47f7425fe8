import { ALERT_ACTOR, ALL_SERVICES, type DeclaredFreeze } from '../../../core/freezes/declared-freeze.ts'
import { scopeOf } from '../../../core/freezes/announce-freeze.ts'
import type { ScheduledFreeze } from '../../../core/policy/freeze-window.ts'
import { actAnswer, plainAnswer } from '../answer.ts'
import { pagedList } from '../blocks/paged-list.ts'
import { pageWords } from './page-words.ts'
import { escaped, escapedLine } from '../escape.ts'
import { timeText } from '../../../core/kernel/time/typed-time.ts'
import { slackTime } from '../slack-time.ts'
import { freezeWords } from './freeze-words.ts'
import { resolveScope } from './resolve-name.ts'
import { shadowMark, shadowText } from './shadow-text.ts'
import type { Subcommand } from './subcommand.ts'
import { counted } from '../../../core/kernel/counted.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { serviceTitle, titleOfChange } from '../../../core/policy/titles.ts'

const USAGE = '<service|all> <reason> [for 2 hours | until 6pm | until friday]'

export const budgetFreeze: Subcommand = {
  command: '/budget',
  name: 'freeze',
  usage: USAGE,
  summary: 'declares a freeze, whatever the level; it ends by time, or with `/budget lift`',
  async run({ words, useCases, userId, now }) {
    const [first, ...rest] = words
    if (first === undefined || rest.length === 0)
      return plainAnswer(`Please name what to freeze, and why: \`/budget freeze ${escaped(USAGE)}\``)
    const service = resolveScope(first.text, useCases)
    const texts = rest.map(({ text }) => text)
    const timeZone = await useCases.zoneFor(userId, service === ALL_SERVICES ? null : service)
    const { reason, until } = freezeWords(texts, now, timeZone)
    if (reason === '') return plainAnswer('Why? Put the reason between the service and the end.')
    const outcome = await useCases.freezes.declare({ service, reason, until, userId })
    const inShadow = await useCases.freezes.inShadow(scopeOf({ service }))
    return actAnswer(outcome, () => {
      const end = until === null ? 'until you lift it' : `until ${timeText(until, now, timeZone)}`
      const what = `${scopeTitle(service, useCases.catalog())}, ${end}.`
      return inShadow.isWhole
        ? `:ice_cube: A freeze is on record: ${what} ${shadowText(inShadow)}`
        : `:ice_cube: Frozen: ${what} The channel is told. ${shadowText(inShadow)}`.trimEnd()
    })
  },
}

export const budgetLift: Subcommand = {
  command: '/budget',
  name: 'lift',
  usage: '<service|all>',
  summary: 'lifts a freeze that was declared',
  async run({ words, useCases, userId }) {
    const [first] = words
    if (first === undefined)
      return plainAnswer('Please name what to lift: `/budget lift &lt;service|all&gt;`')
    const service = resolveScope(first.text, useCases)
    return actAnswer(
      await useCases.freezes.lift(service, userId),
      () =>
        `:white_check_mark: Lifted for ${scopeTitle(service, useCases.catalog())}. The level of each service decides again.`,
    )
  },
}

export const budgetFreezeList: Subcommand = {
  command: '/budget',
  name: 'freeze list',
  usage: '[page]',
  summary: 'freezes and correctness incidents now, and the freezes that are scheduled',
  async run({ words, useCases, now }) {
    const catalog = useCases.catalog()
    const { inForce, inShadow, scheduled } = useCases.freezes
    const lines = await Promise.all([
      ...(await inForce()).map(async (freeze) => {
        const mark = shadowMark(await inShadow(scopeOf(freeze)))
        return declaredLine(freeze, catalog) + mark
      }),
      ...scheduled().map(async (freeze) => {
        const mark = shadowMark(await inShadow(freeze.window.services))
        return scheduledLine(freeze, now, catalog) + mark
      }),
    ])
    if (lines.length === 0)
      return plainAnswer('No freeze beside the levels now, and none is scheduled for a year.')
    return pagedList({
      heading: '*Freezes beside the levels*',
      summary: `${counted(lines.length, 'freeze')} beside the levels`,
      lines,
      page: pageWords(words).page,
      command: '/budget freeze list',
    })
  },
}

const scopeTitle = (service: string, catalog: Catalog): string =>
  service === ALL_SERVICES ? 'all services' : escapedLine(serviceTitle(catalog, service))

/** A declared freeze or a correctness incident, on one line of mrkdwn. */
function declaredLine(
  { kind, service, reason, declaredBy, declaredAt, until }: DeclaredFreeze,
  catalog: Catalog,
): string {
  const what =
    kind === 'freeze'
      ? `:ice_cube: *Freeze* of ${scopeTitle(service, catalog)}`
      : `:rotating_light: *Correctness incident* on ${scopeTitle(service, catalog)}`
  const end =
    kind === 'correctness'
      ? 'until its postmortem is filed'
      : until === null
        ? 'until it is lifted'
        : `until ${slackTime(until)}`
  return `• ${what}: ${escapedLine(reason)} · since ${slackTime(declaredAt)}, ${end} · ${declaredBy === ALERT_ACTOR ? 'by an alert' : `<@${declaredBy}>`}`
}

/** A period of a scheduled freeze, on one line of mrkdwn. */
function scheduledLine({ window, from, until }: ScheduledFreeze, now: number, catalog: Catalog): string {
  const where =
    window.services === null
      ? 'all services'
      : window.services.map((service) => scopeTitle(service, catalog)).join(', ')
  const what =
    window.changes === null
      ? ''
      : ` (${window.changes.map((change) => escapedLine(titleOfChange(catalog, change))).join(', ')})`
  const isNow = from <= now
  const mark = isNow ? ':ice_cube:' : ':calendar:'
  const when = isNow ? `until ${slackTime(until)}` : `from ${slackTime(from)} until ${slackTime(until)}`
  return `• ${mark} *${escapedLine(window.name)}* of ${where}${what}: ${escapedLine(window.reason)} · ${when}`
}
