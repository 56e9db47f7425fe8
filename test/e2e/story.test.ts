import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { DemoClock } from '../../demo/demo-clock.ts'
import { openStage, type Stage, WATCHED_MS } from '../../demo/stage.ts'
import { playStory } from '../../demo/story.ts'
import type { Teller } from '../../demo/teller.ts'
import { CHANNELS } from '../../demo/cast.ts'
import { announcementsIn, messageIds } from './channel-view.ts'

const SERVICE_TITLE = 'Inference Gateway'

/** Plays the whole story, restart and all, and hands over the stage as it stands at the end. */
async function play(mode: 'socket' | 'http', look: (stage: Stage, chapters: string[]) => Promise<void>) {
  const clock = new DemoClock(Date.now() - WATCHED_MS)
  const stage = await openStage({
    clock,
    logger: pino({ level: 'silent' }),
    port: 0,
    root: PROJECT_ROOT,
    mode,
  })
  const chapters: string[] = []
  const teller: Teller = {
    chapter: (title) => chapters.push(title),
    does: () => undefined,
    gateSays: () => undefined,
    line: () => undefined,
  }
  try {
    await playStory(stage, clock, teller)
    await look(stage, chapters)
  } finally {
    await stage.close()
  }
}

const WARNING = '⚠️  Error Budget Status: WARNING'
const CRITICAL = '🔴 ERROR BUDGET FREEZE: CRITICAL'
const EMERGENCY = '🚨 ERROR BUDGET FREEZE: EMERGENCY'
const HEALTHY = '📊 Error Budget Status: HEALTHY'

describe.each(['socket', 'http'] as const)(
  'the story with the bot in %s mode and a restart halfway',
  (mode) => {
    it('plays to its end, and everything is said once', async () => {
      await play(mode, async ({ workspace, store }, chapters) => {
        expect(chapters).toContain('The bot is stopped and started again in the middle of it')
        // Whether the other service of the story gets well again before it ends depends on the time of day.
        const announced = workspace.messages('engineering').filter(({ text }) => text.includes(SERVICE_TITLE))
        const heads = announcementsIn(announced)
        expect(heads.slice(0, 3)).toEqual([WARNING, CRITICAL, EMERGENCY])
        // A poll may meet an outage that is half out of the window: then CRITICAL stands on the way back.
        expect([
          [WARNING, HEALTHY],
          [CRITICAL, WARNING, HEALTHY],
        ]).toContainEqual(heads.slice(3))
        const everything = CHANNELS.flatMap(({ id }) => workspace.messages(id))
        const ids = messageIds(everything)
        expect(ids.length).toBeGreaterThan(8)
        expect(new Set(ids).size, 'no message was posted twice').toBe(ids.length)
        expect(await store.deliveries.pending(10), 'nothing is still owed').toEqual([])
        expect(workspace.connectionCount()).toBe(mode === 'socket' ? 1 : 0)
      })
    })
  },
)

/** What `budgeteer demo --story` writes. */
async function told(environment: Readonly<Record<string, string>>): Promise<string> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['src/main.ts', 'demo', '--story'], {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [story, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  expect(complaints).toBe('')
  expect(child.exitCode).toBe(0)
  return story
}

const ESCAPE = '\u001b['

it('`budgeteer demo --story` tells it on the terminal, briefly and in words that people read', async () => {
  const story = await told({})
  const heads = [
    'Error Budget Status: WARNING (42%)',
    'ERROR BUDGET FREEZE: CRITICAL (18%)',
    'ERROR BUDGET FREEZE: EMERGENCY (7%)',
    'Error Budget Status: HEALTHY',
    'Every step happened.',
  ]
  for (const words of heads) expect(story).toContain(words)
  expect(story.trimEnd().split('\n').length).toBeLessThanOrEqual(250)
  expect(story, 'no entities, ids, links of Slack or codes of emoji').not.toMatch(
    /&(lt|gt|amp);|<[@!#][^>]*>|<https?:|\b[UCS]0[A-Z0-9]+\b|(^|\s):[a-z_]+:/m,
  )
  for (const name of ['Dana Reyes', 'Victor Adeyemi', 'Inês Carvalho']) expect(story).toContain(name)
  expect(story, 'no colours where nobody sees them').not.toContain(ESCAPE)
})

it('is coloured on a terminal', async () => {
  expect(await told({ FORCE_COLOR: '1' })).toContain(`${ESCAPE}91m🚨`)
})
