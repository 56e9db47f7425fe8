import { styleText } from 'node:util'
import { nameOf, readableText } from './readable-text.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './teller.ts'
import type { Message } from './workspace/state.ts'

/** What is told of each kind of message, by the beginning of its id: so many lines below its headline. Others are not. */
const LINES: Readonly<Record<string, number>> = {
  freeze: 9,
  level: 6,
  request: 3,
  override: 6,
  incident: 2,
  'burn-alert': 1,
  review: 0,
}
const LINES_OF_AN_ANSWER = 2
const WIDEST = 140

const COLOURS = [
  ['EMERGENCY', 'redBright'],
  ['CRITICAL', 'red'],
  ['WARNING', 'yellow'],
  ['HEALTHY', 'green'],
] as const

/**
 * Tells the story on the terminal: chapters, what people do, what the channels get to read, and what the gate says. Threads
 * and direct messages are left to the workspace in the browser; of an edit the new headline is told.
 */
export function storyTeller({ workspace }: Stage): Teller {
  const headlines = new Map<string, string>()
  const said = new Set<string>()
  let chapters = 0
  workspace.onChange((change) => {
    if (change.type !== 'message' && change.type !== 'message-changed') return
    const { message } = change
    const { name, dmWith } = workspace.channel(message.channel)
    if (message.threadTs !== null || dmWith !== null) return
    const lines = message.ephemeralFor === null ? LINES[kindOf(message)] : LINES_OF_AN_ANSWER
    if (lines === undefined) return
    const [headline = '', ...body] = readableText(message.text)
      .split('\n')
      .filter((line) => line.trim() !== '')
    const before = headlines.get(keyOf(message))
    headlines.set(keyOf(message), headline)
    // An edit is news when its sign changed; of reviews that were held one after the other the first is told.
    if (before !== undefined ? signOf(before) === signOf(headline) : said.has(headline)) return
    if (lines === 0) said.add(headline)
    const where = message.ephemeralFor === null ? `#${name}` : 'is answered:'
    const edited = before === undefined ? '' : styleText('dim', ' (edited)')
    tell(`${styleText('cyan', where)}${edited} ${coloured(fitting(headline))}`)
    if (before !== undefined) return
    for (const line of body.slice(0, lines)) tell(`  ${fitting(line)}`)
  })
  return {
    chapter: (title) => {
      chapters += 1
      said.clear()
      tell(styleText('bold', `\n${chapters}. ${title}`))
    },
    does: (userId, what) => tell(`${styleText('magenta', nameOf(userId))} ${what}`),
    gateSays: (allowed, explanation) => {
      const answer = styleText(allowed ? 'green' : 'red', `the gate says ${allowed ? 'yes' : 'no'}`)
      tell(`${answer}: ${fitting(readableText(explanation))}`)
    },
    line: tell,
  }
}

const tell = (line: string): void => console.log(line)

/** The bot names its messages by what they are about: `freeze/inference-gateway/…`. */
function kindOf({ metadata }: Message): string {
  const id = metadata?.event_payload['id']
  return typeof id === 'string' ? (id.split('/')[0] ?? '') : ''
}

const signOf = (headline: string): string => headline.split(' ')[0] ?? ''

const keyOf = ({ channel, ts }: Message): string => `${channel} ${ts}`

function coloured(headline: string): string {
  const found = COLOURS.find(([level]) => headline.includes(level))
  return found === undefined ? headline : styleText(found[1], headline)
}

function fitting(line: string): string {
  const characters = Array.from(line)
  return characters.length <= WIDEST ? line : `${characters.slice(0, WIDEST - 1).join('')}…`
}
