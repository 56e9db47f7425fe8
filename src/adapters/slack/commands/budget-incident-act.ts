import type { ActOutcome } from '../../../core/kernel/act-outcome.ts'
import type { Incident } from '../../../core/incidents/incident.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { type Answer, plainAnswer } from '../answer.ts'
import { announcementBlocks } from '../blocks/announcement.ts'
import { escaped } from '../escape.ts'
import { correctionForm } from '../modals/incident-forms.ts'
import { slackTime } from '../slack-time.ts'
import { incidentLine } from './incident-line.ts'
import { incidentWords } from './incident-time.ts'
import type { Call, Subcommand } from './subcommand.ts'

export const budgetIncidentShow: Subcommand = {
  command: '/budget',
  name: 'incident show',
  usage: '<id>',
  summary: 'one incident with its alert and its notes',
  run: (call) =>
    withIncident(call, 'show', async (incident) => {
      const notes = await call.useCases.incident.notes(incident.id)
      const { summary = null, url = null } = incident.detection ?? {}
      const lines = [
        incidentLine(incident, call.now),
        ...(summary === null ? [] : [escaped(summary)]),
        ...(url === null ? [] : [`<${url}|Open the alert>`]),
        ...notes.map(({ at, author, text }) => `:memo: ${slackTime(at)} <@${author}>: ${escaped(text)}`),
      ]
      return { text: `Incident ${incident.id}`, blocks: announcementBlocks(lines.join('\n')) }
    }),
}

export const budgetIncidentEdit: Subcommand = {
  command: '/budget',
  name: 'incident edit',
  usage: '<id> [what] [start] [duration]',
  summary: 'corrects an incident (SRE); a form opens when nothing else is given',
  run: (call) =>
    withIncident(call, 'edit', async (incident) => {
      const catalog = call.useCases.catalog()
      const timeZone = governed(catalog, incident.service)?.policy.timeZone ?? 'UTC'
      const texts = call.words.slice(1).map(({ text }) => text)
      if (texts.length === 0) {
        await call.openModal(correctionForm(incident, timeZone))
        return null
      }
      const read = incidentWords(texts, call.now, timeZone)
      const what = read === undefined ? texts.join(' ') : read.what
      const correction = {
        ...(what !== '' && { what }),
        ...(read !== undefined && { startedAt: read.startedAt }),
        ...(read !== undefined && read.endedAt !== null && { endedAt: read.endedAt }),
      }
      const outcome = await call.useCases.incident.correct(incident.id, correction, call.userId)
      return answered(outcome, 'Corrected.', call.now)
    }),
}

export const budgetIncidentClose: Subcommand = {
  command: '/budget',
  name: 'incident close',
  usage: '<id>',
  summary: 'says that an incident is over now (SRE)',
  run: (call) =>
    withIncident(call, 'close', async ({ id }) =>
      answered(await call.useCases.incident.close(id, call.userId), 'Closed.', call.now),
    ),
}

export const budgetIncidentNote: Subcommand = {
  command: '/budget',
  name: 'incident note',
  usage: '<id> <text>',
  summary: 'writes a note beside an incident (SRE)',
  run: (call) =>
    withIncident(call, 'note', async ({ id }) => {
      const text = call.words
        .slice(1)
        .map((word) => word.text)
        .join(' ')
      if (text === '')
        return plainAnswer('What is to be noted? `/budget incident note &lt;id&gt; &lt;text&gt;`')
      return answered(await call.useCases.incident.note(id, text, call.userId), 'Noted.', call.now)
    }),
}

async function withIncident(
  { words, useCases }: Call,
  act: string,
  run: (incident: Incident) => Promise<Answer | null>,
): Promise<Answer | null> {
  const id = words[0]?.text
  if (id === undefined)
    return plainAnswer(
      `Please give the incident, as \`/budget incidents\` names it: \`/budget incident ${act} &lt;id&gt;\``,
    )
  const incident = await useCases.incident.byId(id.toLowerCase())
  return incident === undefined
    ? plainAnswer(
        `There is no incident \`${escaped(id.slice(0, 40)).replaceAll('`', '')}\`: \`/budget incidents\` lists them.`,
      )
    : await run(incident)
}

function answered(outcome: ActOutcome<Incident>, done: string, now: number): Answer {
  return outcome.kind === 'refused'
    ? plainAnswer(`:warning: ${escaped(outcome.message)}`)
    : plainAnswer(`:white_check_mark: ${done}\n${incidentLine(outcome.thing, now)}`)
}
