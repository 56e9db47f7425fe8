import { styleText } from 'node:util'
import { PEOPLE } from './cast.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './story.ts'

/** Tells the story on the terminal: chapters, and each message as it appears in each channel. */
export function storyTeller({ workspace }: Stage): Teller {
  let chapters = 0
  workspace.onChange((change) => {
    if (change.type !== 'message' && change.type !== 'message-changed') return
    const { channel, text, ephemeralFor, threadTs } = change.message
    const place = placeName(workspace, channel)
    const how = change.type === 'message-changed' ? ', edited' : threadTs === null ? '' : ', in the thread'
    const who = ephemeralFor === null ? '' : `, only for ${personName(ephemeralFor)}`
    console.log(`${styleText('cyan', `${place}${how}${who}`)}\n${indented(text)}\n`)
  })
  return {
    chapter: (title) => {
      chapters += 1
      console.log(styleText('bold', `\n${chapters}. ${title}\n`))
    },
    gateSays: (allowed, explanation) => {
      console.log(
        `${styleText(allowed ? 'green' : 'red', `gate: ${allowed ? 'yes' : 'no'}`)}\n${indented(explanation)}\n`,
      )
    },
    line: (text) => console.log(text),
  }
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')

const personName = (userId: string): string => PEOPLE.find(({ id }) => id === userId)?.realName ?? userId

function placeName(workspace: Stage['workspace'], channelId: string): string {
  const { name, dmWith } = workspace.channel(channelId)
  return dmWith === null ? `#${name}` : `to ${personName(dmWith)}`
}
