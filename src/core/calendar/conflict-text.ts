import type { CalendarFacts, Conflict } from './conflicts.ts'
import type { Absence } from './planned-deployment.ts'

/** A conflict in a sentence; people by their ids, as mentions. */
export function conflictText(conflict: Conflict, titleOf: CalendarFacts['titleOf']): string {
  switch (conflict.kind) {
    case 'stagger': {
      const others = conflict.others.map(({ service, revision }) =>
        plain(`${revision} of ${titleOf(service)}`),
      )
      return `${conflict.day} is taken by ${others.join(', ')}: such deployments are spread over days.`
    }
    case 'absence':
      return `Asked to watch it, and away: ${conflict.away.map(awayText).join('; ')}.`
    case 'freeze':
      return `Then there is a freeze (${plain(conflict.name)}): ${plain(conflict.reason)}.`
    case 'hours':
      return `That is outside the deploy hours of ${conflict.level}.`
  }
}

const awayText = ({ userId, from, until }: Absence): string =>
  `<@${userId}> ${from === until ? `on ${from}` : `from ${from} to ${until}`}`

/** What people typed makes no mention. */
const plain = (text: string): string => text.replace(/[<>]/g, '')
