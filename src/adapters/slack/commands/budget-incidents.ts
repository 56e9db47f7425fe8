import type { Incident } from '../../../core/incidents/incident.ts'
import { plainAnswer } from '../answer.ts'
import { announcementBlocks } from '../blocks/announcement.ts'
import { incidentLine } from './incident-line.ts'
import { INCIDENTS_SINCE_MS } from './incident-time.ts'
import { resolveName } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

const MOST_SHOWN = 25

export const budgetIncidents: Subcommand = {
  command: '/budget',
  name: 'incidents',
  usage: '[service]',
  summary: 'incidents that are open and those of the last 30 days, and what they cost',
  async run({ words, useCases, now }) {
    const typed = words[0]?.text
    const wanted =
      typed === undefined ? undefined : resolveName(typed, useCases.catalog().services.keys(), 'service')
    if (wanted?.kind === 'unresolved') return plainAnswer(wanted.message)
    const found = await useCases.incidents(wanted?.name, now - INCIDENTS_SINCE_MS)
    const where = wanted === undefined ? '' : ` on ${wanted.name}`
    if (found.length === 0) return plainAnswer(`No incidents${where} in the last 30 days.`)
    const open = found.filter(({ endedAt }) => endedAt === null)
    const over = found.filter(({ endedAt }) => endedAt !== null)
    const text = `${found.length} incident${found.length === 1 ? '' : 's'}${where} in the last 30 days, ${open.length} open`
    const paragraphs = [
      ...listed(`:fire: *Open incidents${where}*`, open, now),
      ...listed(`*Incidents${where} in the last 30 days*`, over, now),
    ]
    return { text, blocks: announcementBlocks(paragraphs.join('\n\n')) }
  },
}

/** The newest first, under a heading; nothing for none. */
function listed(heading: string, incidents: readonly Incident[], now: number): readonly string[] {
  if (incidents.length === 0) return []
  const shown = incidents.slice(-MOST_SHOWN).toReversed()
  const left = incidents.length - shown.length
  return [
    [
      heading,
      ...shown.map((incident, index) => `${index + 1}. ${incidentLine(incident, now)}`),
      ...(left > 0 ? [`… and ${left} before these.`] : []),
    ].join('\n'),
  ]
}
