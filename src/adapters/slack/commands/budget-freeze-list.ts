import { plainAnswer } from '../answer.ts'
import { announcementBlocks } from '../blocks/announcement.ts'
import { declaredLine, scheduledLine } from './freeze-lines.ts'
import type { Subcommand } from './subcommand.ts'

const MOST_SHOWN = 40

export const budgetFreezeList: Subcommand = {
  command: '/budget',
  name: 'freeze list',
  usage: '',
  summary: 'freezes and correctness incidents now, and the freezes that are scheduled',
  async run({ useCases, now }) {
    const lines = [
      ...(await useCases.freezes.inForce()).map(declaredLine),
      ...useCases.freezes.scheduled().map((freeze) => scheduledLine(freeze, now)),
    ]
    if (lines.length === 0)
      return plainAnswer('No freeze beside the levels now, and none is scheduled for a year.')
    const more = lines.length - MOST_SHOWN
    const shown = [...lines.slice(0, MOST_SHOWN), ...(more > 0 ? [`… and ${more} more.`] : [])]
    const text = `${lines.length} freeze${lines.length === 1 ? '' : 's'} beside the levels`
    return { text, blocks: announcementBlocks(['*Freezes beside the levels*', ...shown].join('\n')) }
  },
}
