import type { Conflict } from './conflicts.ts'

/** A conflict in a sentence; people by their ids, as mentions. */
export function conflictText(conflict: Conflict): string {
  switch (conflict.kind) {
    case 'stagger': {
      const others = conflict.others.map(({ service, revision }) => plain(`${revision} of ${service}`))
      return `${conflict.day} is taken by ${others.join(', ')}: such deployments are spread over days.`
    }
    case 'absence':
      return `Away on ${conflict.day}: ${conflict.userIds.map((id) => `<@${id}>`).join(', ')}, who should watch it.`
    case 'freeze':
      return `Then there is a freeze (${plain(conflict.name)}): ${plain(conflict.reason)}.`
    case 'hours':
      return `That is outside the deploy hours of ${conflict.level}.`
  }
}

/** What people typed makes no mention. */
const plain = (text: string): string => text.replace(/[<>]/g, '')
