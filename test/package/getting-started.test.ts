import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHANNELS, COMMANDS, OWNER, PEOPLE, TEAM, USER_GROUPS } from '../../demo/cast.ts'
import { startWorkspace, type Workspace } from '../../demo/workspace/workspace.ts'
import { ACTION } from '../../src/adapters/slack/action-ids.ts'
import { SCOPES } from '../../src/adapters/slack/scopes.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { messageIn, viewText } from '../adapters/slack/support/answers.ts'
import { eventually } from '../support/bot-process.ts'
import { freePort } from '../support/free-port.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { requiredProgram } from '../support/required-program.ts'
import { shopHistory } from '../support/shop-history.ts'
import { type Ran, type Started, startProgram } from '../support/start-program.ts'
import { InstalledPackage } from './installed-package.ts'

const PAGE = await readFile(join(PROJECT_ROOT, 'docs', 'getting-started.md'), 'utf8')

/** The page's commands by the heading above them, as they stand there. */
const STEPS = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section) => [
      section.slice(0, section.indexOf('\n')).replace(/^\d+\. /, ''),
      [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, commands = '']) => commands),
    ]),
)

const TOKENS = {
  botToken: 'xoxb-first-hour-token',
  appToken: 'xapp-first-hour-token',
  signingSecret: 'first-hour-signing-secret',
}

describe.skipIf(!hasPrometheus() || requiredProgram('curl') === undefined)(
  'the first hour, with the tarball alone in an empty folder and home (needs prometheus, promtool and curl)',
  () => {
    let installed: InstalledPackage
    let prometheus: RunningPrometheus
    let workspace: Workspace
    let home: string
    let port: number
    let bot: Started | undefined

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'budgeteer-home-'))
      port = await freePort()
      installed = await InstalledPackage.install()
      const openMetrics = shopHistory({ now: Date.now(), days: 31, down: [75, 73] })
      prometheus = await startPrometheus({ openMetrics })
      workspace = await startWorkspace({
        team: TEAM,
        people: PEOPLE,
        channels: [...CHANNELS, { id: 'C0SHADOW', name: 'budget-shadow', topic: 'What would have been' }],
        userGroups: USER_GROUPS,
        app: { name: 'Budgeteer', commands: COMMANDS, ...TOKENS, scopes: SCOPES },
        clock: systemClock,
      })
    })
    afterAll(async () => {
      if (bot?.child.exitCode === null) {
        bot.child.kill('SIGKILL')
        await once(bot.child, 'exit')
      }
      await workspace.close()
      await prometheus.stop()
      await installed.remove()
      await rm(home, { recursive: true, force: true })
    })

    /** Starts the n-th block below a heading in the reader's shell. The installation has been made by the same command. */
    const started = (heading: string, block = 0): Started => {
      const commands = STEPS.get(heading)?.[block]
      if (commands === undefined) throw new Error(`the page has no such commands: ${heading}, ${block}`)
      const typed = commands
        .replace(/^npm install .*$/m, '')
        .replaceAll('U012AB3CD', OWNER.id)
        .replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
      return startProgram('/bin/sh', ['-ec', typed.replace(/^budgeteer start$/m, 'exec budgeteer start')], {
        cwd: installed.app,
        env: {
          PATH: [
            join(installed.app, 'node_modules', '.bin'),
            dirname(process.execPath),
            process.env['PATH'],
          ].join(delimiter),
          HOME: home,
          NO_COLOR: '1',
          PROMETHEUS: prometheus.url,
          SLACK_BOT_TOKEN: TOKENS.botToken,
          SLACK_APP_TOKEN: TOKENS.appToken,
          SLACK_API_URL: workspace.apiUrl,
          BUDGETEER_TOKEN_CI: 'first-hour-token-of-a-pipeline',
        },
      })
    }
    const typed = (heading: string, block = 0): Promise<Ran> => started(heading, block).ran

    test('the page leads from the tarball to a bot in shadow, and Enforce… makes the policy bind', async () => {
      expect(await typed('Take the program')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^\d/) as string,
      })

      const begun = await typed('Begin the configuration')
      expect(begun).toMatchObject({ code: 0 })
      for (const line of shownBelow('Begin the configuration')) expect(begun.out).toContain(line)

      const seen = await typed('See what it would have done')
      expect(seen).toMatchObject({
        code: 0,
        out: expect.stringContaining('Good: 3 services, 6 SLOs') as string,
      })

      expect(await typed('Make the Slack app')).toMatchObject({ code: 0 })
      expect(await typed('Make the Slack app', 1)).toMatchObject({ code: 0 })
      // Another port than the usual one, which somebody else may have here.
      const settings = join(installed.app, 'config', 'budgeteer.yaml')
      await writeFile(settings, (await readFile(settings, 'utf8')).replace('port: 8080', `port: ${port}`))
      expect(await typed('Make the Slack app', 2)).toMatchObject({ code: 0 })

      bot = started('Start')
      await bot.saying('budgeteer is running')
      // The first poll may still be under way.
      const decided = await eventually('the gate knows a level', async () => {
        const { out } = await typed('Start', 1)
        const answer = JSON.parse(out) as { readonly level: string }
        return answer.level === 'UNKNOWN' ? undefined : answer
      })
      expect(decided).toMatchObject({ allowed: true, wouldHave: { allowed: false, level: 'WARNING' } })

      // The package brings what pipelines fetch from the bot.
      const client = await fetch(`http://127.0.0.1:${port}/gate.sh`, { signal: AbortSignal.timeout(10_000) })
      expect(await client.text()).toBe(
        await readFile(join(PROJECT_ROOT, 'gate-client', 'budgeteer-gate.sh'), 'utf8'),
      )

      await enforced('/budget shadow checkout')
      const { out } = await typed('Start', 1)
      // The token of pipelines is automatic, and at WARNING a person decides.
      expect(JSON.parse(out)).toMatchObject({ allowed: false, decision: 'blocked', level: 'WARNING' })
    })

    /** The owner, who has every role until others are named, asks for the report, presses its button and says yes once more. */
    async function enforced(command: string): Promise<void> {
      const report = await messageIn(await workspace.runCommand(OWNER.id, 'engineering', command))
      const buttons = report.blocks.find((block) => JSON.stringify(block).includes(ACTION.endShadow))
      const pressed = { blockId: String(buttons?.['block_id']), actionId: ACTION.endShadow }
      await workspace.press(OWNER.id, report, pressed)
      await workspace.submitView(await viewWith('From now on'), {})
      await viewWith('Shadow has ended')
    }

    const viewWith = (part: string) =>
      workspace.waitFor(() => {
        const view = workspace.openViews(OWNER.id).at(-1)
        return view !== undefined && viewText(view).includes(part) ? view : undefined
      })

    /** What the page shows of its output. */
    const shownBelow = (heading: string): readonly string[] =>
      (/^```text\n([^]*?)^```$/m.exec(PAGE.slice(PAGE.indexOf(heading)))?.[1] ?? '')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => line.trim().split(/ {2,}/)[0] ?? '')
  },
)
