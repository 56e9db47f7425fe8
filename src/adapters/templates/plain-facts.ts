import type { Announcement } from '../../core/announcements/announcement.ts'
import { escapedOutput } from './filters.ts'
import { short } from './mrkdwn.ts'

const MOST_FACTS = 25
const LONGEST_FACT = 200

/** A message without its template: its facts one by one. It reads poorly, and is heard all the same. */
export function plainFacts(content: Announcement): string {
  const facts = Object.entries(content).flatMap(([name, value]) =>
    name !== 'kind' && (typeof value === 'string' || typeof value === 'number') && value !== ''
      ? [`${inWords(name)}: ${escapedOutput(short(String(value), LONGEST_FACT))}`]
      : [],
  )
  return [
    `⚠️ ${inWords(content.kind)} (its template cannot be used; the log says why)`,
    ...facts.slice(0, MOST_FACTS),
  ].join('\n')
}

/** `serviceTitle`, `level-announcement`: `Service title`, `Level announcement`. */
function inWords(name: string): string {
  const words = name.replaceAll('-', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
