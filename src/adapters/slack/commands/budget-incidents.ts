import type { Incident } from '../../../core/incidents/incident.ts'
import type { ActOutcome } from '../../../core/kernel/act-outcome.ts'
import type { Press } from '../../../core/kernel/prompt.ts'
import { DAY_MS } from '../../../core/kernel/time/duration.ts'
import { actAnswer, type Answer, plainAnswer, refusal } from '../answer.ts'
import { pagedList } from '../blocks/paged-list.ts'
import { pageWords } from './page-words.ts'
import { announcementBlocks } from '../blocks/announcement.ts'
import { promptRow } from '../blocks/prompts.ts'
import { escaped, escapedLine } from '../escape.ts'
import { correctionForm } from '../modals/incident-forms.ts'
import { slackTime } from '../slack-time.ts'
import { incidentLine } from './incident-line.ts'
import { endsInTime, incidentWords } from './incident-words.ts'
import { Misunderstood } from './misunderstood.ts'
import { resolveAnyService, resolveService } from './resolve-name.ts'
import type { Call, Subcommand } from './subcommand.ts'
import { notATime, pastForms } from './time-forms.ts'
import { lineOf } from './words.ts'
import { counted } from '../../../core/kernel/counted.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'

const SHOWN_SINCE_MS = 30 * DAY_MS
const ADD_USAGE = '<service> <what> <start> [duration]'

export const budgetIncidents: Subcommand = {
  command: '/budget',
  name: 'incidents',
  usage: '[service] [page]',
  summary: 'incidents that are open and those of the last 30 days, and what they cost',
  async run({ words: all, useCases, now }) {
    const catalog = useCases.catalog()
    const { page, words } = pageWords(all, catalog.services.keys())
    const wanted = resolveAnyService(words[0]?.text, useCases)
    const found = await useCases.incidents.since(wanted, now - SHOWN_SINCE_MS)
    const where = wanted === undefined ? '' : ` on ${escapedLine(serviceTitle(catalog, wanted))}`
    if (found.length === 0) return plainAnswer(`No incidents${where} in the last 30 days.`)
    const open = found.filter(({ endedAt }) => endedAt === null)
    const over = found.filter(({ endedAt }) => endedAt !== null)
    const text = `${counted(found.length, 'incident')}${where} in the last 30 days, ${open.length} open`
    return pagedList({
      heading: `*Incidents${where}*, the open ones first`,
      summary: text,
      lines: [...listed(':fire: ', open, now, catalog), ...listed('', over, now, catalog)],
      page,
      command: wanted === undefined ? '/budget incidents' : `/budget incidents ${wanted}`,
    })
  },
}

/** The newest first. */
const listed = (
  mark: string,
  incidents: readonly Incident[],
  now: number,
  catalog: Catalog,
): readonly string[] =>
  incidents
    .toReversed()
    .map((incident, index) => `${mark}${index + 1}. ${incidentLine(incident, now, catalog)}`)

export const budgetIncidentAdd: Subcommand = {
  command: '/budget',
  name: 'incident add',
  usage: ADD_USAGE,
  summary: 'enters an incident; start is `14:30`, `2pm`, `45m ago`, `now` or `2026-11-21 14:30`',
  async run(call) {
    const { words, useCases, userId, now } = call
    const [first, ...rest] = words
    if (first === undefined || rest.length < 2)
      return plainAnswer(
        `Please give the service, what happened, and when it began: \`/budget incident add ${escaped(ADD_USAGE)}\``,
      )
    const service = resolveService(first.text, useCases)
    const timeZone = await useCases.zoneFor(userId, service)
    const read = incidentWords(
      rest.map(({ text }) => text),
      now,
      timeZone,
    )
    if (read === undefined)
      return plainAnswer(
        `When did it begin? End with ${pastForms} (${timeZone}), and a length such as \`20m\` if it is over.`,
      )
    if (read.what === '')
      return plainAnswer('What happened? Put a word or two between the service and the start.')
    return answered(await useCases.incidents.enter({ service, userId, ...read }), 'Entered.', call)
  },
}

export const budgetIncidentShow: Subcommand = {
  command: '/budget',
  name: 'incident show',
  usage: '<id>',
  summary: 'one incident with its alert, its notes, and the button to draft its postmortem',
  async run(call) {
    const incident = await knownIncident(call, 'show')
    const notes = await call.useCases.incidents.notes(incident.id)
    const risk = await call.useCases.risks.ofIncident(incident.id)
    const { summary = null, url = null } = incident.detection ?? {}
    const lines = [
      incidentLine(incident, call.now, call.useCases.catalog()),
      ...(risk === undefined ? [] : [`A case of the risk ${escapedLine(risk.title)}`]),
      ...(summary === null ? [] : [escaped(summary)]),
      ...(url === null ? [] : [`<${url}|Open the alert>`]),
      ...notes.map(({ at, author, text }) => `:memo: ${slackTime(at)} <@${author}>: ${escaped(text)}`),
    ]
    // An incident that a burn alert opened has no message of its own, and so no button but this one.
    const draft: Press = { kind: 'draft-postmortem', of: incident.id }
    return {
      text: `Incident ${incident.id}`,
      blocks: [
        ...announcementBlocks(lines.join('\n')),
        ...promptRow(incident.mergedInto === null ? [draft] : []),
      ],
    }
  },
}

export const budgetIncidentEdit: Subcommand = {
  command: '/budget',
  name: 'incident edit',
  usage: '<id> [what] [start] [duration]',
  summary: 'corrects an incident (SRE); a form opens when nothing else is given',
  async run(call) {
    const { useCases, userId, now } = call
    const incident = await knownIncident(call, 'edit')
    const timeZone = await useCases.zoneFor(userId, incident.service)
    const texts = call.words.slice(1).map(({ text }) => text)
    if (texts.length === 0) {
      const found = await useCases.incidents.actable(incident.id, userId)
      if (found.kind === 'refused') return refusal(found)
      await call.openModal(correctionForm(incident, timeZone, useCases.catalog()))
      return null
    }
    const read = incidentWords(texts, now, timeZone)
    if (read === undefined && endsInTime(texts)) throw notATime(texts.slice(-2).join(' '), pastForms)
    const what = read === undefined ? texts.join(' ') : read.what
    const correction = {
      ...(what !== '' && { what }),
      ...(read !== undefined && { startedAt: read.startedAt }),
      ...(read !== undefined && read.endedAt !== null && { endedAt: read.endedAt }),
    }
    return answered(await useCases.incidents.correct(incident.id, correction, userId), 'Corrected.', call)
  },
}

export const budgetIncidentClose: Subcommand = {
  command: '/budget',
  name: 'incident close',
  usage: '<id>',
  summary: 'says that an incident is over now (SRE)',
  async run(call) {
    const { id } = await knownIncident(call, 'close')
    return answered(await call.useCases.incidents.close(id, call.userId), 'Closed.', call)
  },
}

export const budgetIncidentNote: Subcommand = {
  command: '/budget',
  name: 'incident note',
  usage: '<id> <text>',
  summary: 'writes a note beside an incident (SRE)',
  async run(call) {
    const { id } = await knownIncident(call, 'note')
    const text = lineOf(call.words.slice(1))
    if (text === '') return plainAnswer('Note what? `/budget incident note &lt;id&gt; &lt;text&gt;`')
    return answered(await call.useCases.incidents.note(id, text, call.userId), 'Noted.', call)
  },
}

/** The incident that the first word names. Throws Misunderstood. */
export async function knownIncident({ words, useCases }: Call, act: string): Promise<Incident> {
  const id = words[0]?.text
  if (id === undefined)
    throw new Misunderstood(
      `Please give the incident, as \`/budget incidents\` names it: \`/budget incident ${act} &lt;id&gt;\``,
    )
  const incident = await useCases.incidents.byId(id.toLowerCase())
  if (incident !== undefined) return incident
  throw new Misunderstood(
    `There is no incident \`${escaped(id.slice(0, 40)).replaceAll('`', '')}\`: \`/budget incidents\` lists them.`,
  )
}

const answered = (outcome: ActOutcome<Incident>, done: string, { now, useCases }: Call): Answer =>
  actAnswer(
    outcome,
    (incident) => `:white_check_mark: ${done}\n${incidentLine(incident, now, useCases.catalog())}`,
  )
