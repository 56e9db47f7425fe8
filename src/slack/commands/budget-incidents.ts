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
  summary: 'incidents of the last 30 days, and what they cost',
  async run({ words, useCases, now }) {
    const typed = words[0]?.text
    const wanted =
      typed === undefined ? undefined : resolveName(typed, useCases.catalog().services.keys(), 'service')
    if (wanted?.kind === 'unresolved') return plainAnswer(wanted.message)
    const found = await useCases.incidents(wanted?.name, now - INCIDENTS_SINCE_MS)
    const where = wanted === undefined ? '' : ` on ${wanted.name}`
    if (found.length === 0) return plainAnswer(`No incidents${where} in the last 30 days.`)
    const shown = found.slice(-MOST_SHOWN).toReversed()
    const left = found.length - shown.length
    const lines = [
      `*Incidents${where} in the last 30 days*`,
      ...shown.map(incidentLine),
      ...(left > 0 ? [`… and ${left} before these.`] : []),
    ]
    const text = `${found.length} incident${found.length === 1 ? '' : 's'}${where} in the last 30 days`
    return { text, blocks: announcementBlocks(lines.join('\n')) }
  },
}
