import { join } from 'node:path'
import { DemoClock } from './demo-clock.ts'
import { Panel } from './panel.ts'
import { openStage, type Stage, WATCHED_MS } from './stage.ts'
import { playStory } from './story.ts'
import { openLog } from '../src/adapters/system/logger.ts'
import { startHeartbeat } from '../src/adapters/system/heartbeat.ts'
import { watchFolders } from '../src/adapters/system/watch-folders.ts'
import { SECOND_MS } from '../src/core/kernel/time/duration.ts'
import type { DemoOptions } from '../src/cli/demo.ts'
import { EXIT } from '../src/cli/terminal/exit-codes.ts'
import { PROJECT_ROOT } from '../src/cli/configuration/project-root.ts'
import { storyTeller } from './story-teller.ts'
import { whenToldToStop } from '../src/cli/terminal/when-told-to-stop.ts'

const TRAFFIC_MS = 5 * SECOND_MS

/** A workspace in the browser with the bot in it, or the whole story on the terminal. Answers with the exit code. */
export const runDemo = ({ port, story }: DemoOptions): Promise<number> =>
  story ? tellStory() : openPage(port)

async function tellStory(): Promise<number> {
  const clock = new DemoClock(Date.now() - WATCHED_MS)
  const stage = await openStage({ clock, logger: openLog('error', []), port: 0, root: PROJECT_ROOT })
  const teller = storyTeller(stage)
  try {
    await playStory(stage, clock, teller)
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
    return EXIT.error
  } finally {
    await stage.close()
  }
  console.log('Every step happened.')
  return EXIT.good
}

async function openPage(port: number): Promise<number> {
  const panel = new Panel()
  const clock = new DemoClock(Date.now() - WATCHED_MS)
  const logger = openLog('warn', [])
  const stage = await openStage({ clock, logger, port, root: PROJECT_ROOT, panel })
  await panel.attach(stage)
  console.log(`The demo workspace is open: ${stage.workspace.pageUrl}
The bot's own pages:        ${stage.bot.http.url}
A pipeline asks the gate:   BUDGETEER_URL=${stage.bot.http.url} BUDGETEER_TOKEN=${stage.token('ci')} \\
                            npx budgeteer gate --service inference-gateway --change feature --revision v1.2.4
Its configuration, to edit: ${stage.configurationFolder}
Ctrl-C ends it; nothing is kept.`)
  // While days pass at once, the panel says when the bot looks.
  const beat = (): void => {
    if (panel.state().busy === null) stage.bot.beat()
  }
  const heartbeat = startHeartbeat(beat, logger)
  const edited = ['', 'policies', 'slos'].map((folder) => join(stage.configurationFolder, folder))
  const watch = watchFolders(edited, () => void takeUp(stage))
  const traffic = setInterval(() => void keepGoing(stage, panel), TRAFFIC_MS)
  await whenToldToStop()
  clearInterval(traffic)
  watch.close()
  await heartbeat.stop()
  await stage.close()
  return EXIT.good
}

async function takeUp(stage: Stage): Promise<void> {
  try {
    const outcome = await stage.bot.reload()
    if (outcome.kind === 'taken-up') console.log('The edited configuration is in force.')
    if (outcome.kind === 'refused') console.error(`The edit is not taken up:\n${outcome.problems}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}

async function keepGoing(stage: Stage, panel: Panel): Promise<void> {
  if (panel.state().busy !== null) return
  try {
    await stage.catchUp()
    await panel.refresh()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}
