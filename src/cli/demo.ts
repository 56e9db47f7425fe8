import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { DemoClock } from '../demo/demo-clock.ts'
import { Panel } from '../demo/panel.ts'
import { openStage, type Stage, WATCHED_MS } from '../demo/stage.ts'
import { playStory } from '../demo/story.ts'
import { openLog } from '../system/logger.ts'
import { startHeartbeat } from '../system/heartbeat.ts'
import { watchFolders } from '../system/watch-folders.ts'
import { SECOND_MS } from '../time/duration.ts'
import { EXIT, exitOnWrongUsage } from './exit-codes.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { storyTeller } from './story-teller.ts'
import { whenToldToStop } from './when-told-to-stop.ts'

const PAGE_PORT = 4100
const TRAFFIC_MS = 5 * SECOND_MS

interface DemoOptions {
  readonly port: number
  readonly story?: true
}

/** `budgeteer demo`: a workspace in the browser with the bot in it, or the whole story on the terminal. */
export function demoCommand(): Command {
  return exitOnWrongUsage(new Command('demo'))
    .description('Try Budgeteer without any account: a workspace in the browser, and services to break')
    .addOption(new Option('--port <port>', 'where the page is').default(PAGE_PORT).argParser(portNumber))
    .option('--story', 'play the whole story on the terminal, without a browser')
    .action(async ({ port, story }: DemoOptions) => {
      process.exitCode = story ? await tellStory() : await openPage(port)
    })
}

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
  const stage = await openStage({ clock, logger: openLog('warn', []), port, root: PROJECT_ROOT, panel })
  await panel.attach(stage)
  console.log(`The demo workspace is open: ${stage.workspace.pageUrl}
The bot's own pages:        ${stage.bot.http.url}
A pipeline asks the gate:   BUDGETEER_URL=${stage.bot.http.url} BUDGETEER_TOKEN=${stage.token('ci')} \\
                            npx budgeteer gate --service inference-gateway --change feature --revision v1.2.4
Its configuration, to edit: ${stage.configurationFolder}
Ctrl-C ends it; nothing is kept.`)
  const heartbeat = startHeartbeat(() => stage.bot.beat())
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

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a port such as 4100, or 0 for any that is free.')
}
