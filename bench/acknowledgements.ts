import { CHANNELS, DEVELOPER } from '../demo/cast.ts'
import type { Outcome } from '../demo/workspace/interactivity.ts'
import type { Message } from '../demo/workspace/state.ts'
import type { Workspace } from '../demo/workspace/workspace.ts'
import { alternating } from './alternating.ts'
import { measured, median, type Measurement } from './measurement.ts'
import { budgeteerOffice, minimalOffice } from './slack-office.ts'

const ROUNDS = 9
/** Enough for the compiler of both to come to rest. */
const WARM_UP_COMMANDS = 5_000
const COMMANDS_ALONE = 60
const COMMANDS_AT_ONCE = 1_000
const PEOPLE_AT_ONCE = 10
const GOAL = { least: 0.8, aim: 1 }

interface Round {
  /** Until the acknowledgement of a command that is typed when nothing else is going on. */
  readonly aloneMs: number
  /** Commands acknowledged while each person types the next one as soon as the last is acknowledged and answered. */
  readonly perSecond: number
}

/** Slash commands over Socket Mode to `budgeteer start` against a minimal Bolt app. Both acknowledge, then answer the same. */
export async function measureAcknowledgements(): Promise<readonly Measurement[]> {
  const budgeteer = await budgeteerOffice()
  const apps = [await budgeteer.start()]
  const minimal = await minimalOffice(await answered(budgeteer.workspace))
  apps.push(await minimal.start())
  try {
    for (const { workspace } of [budgeteer, minimal]) await atOnce(workspace, WARM_UP_COMMANDS)
    const rounds = await alternating(
      ROUNDS,
      () => round(budgeteer.workspace),
      () => round(minimal.workspace),
    )
    const pairs = (figure: keyof Round) =>
      rounds.map(({ ours, baseline }) => ({ ours: ours[figure], baseline: baseline[figure] }))
    return [
      measured({ name: 'acknowledgement', unit: 'ms', better: 'less' }, pairs('aloneMs'), GOAL),
      measured({ name: 'acknowledgements', unit: '/s', better: 'more' }, pairs('perSecond'), GOAL),
    ]
  } finally {
    for (const app of apps) await app.stop()
    await budgeteer.close()
    await minimal.close()
  }
}

async function round(workspace: Workspace): Promise<Round> {
  const alone: number[] = []
  for (let command = 0; command < COMMANDS_ALONE; command += 1) alone.push(await ask(workspace))
  const tookMs = await atOnce(workspace, COMMANDS_AT_ONCE)
  return { aloneMs: median(alone), perSecond: (COMMANDS_AT_ONCE * 1_000) / tookMs }
}

async function atOnce(workspace: Workspace, commands: number): Promise<number> {
  const startedAt = performance.now()
  let left = commands
  const type = async (): Promise<void> => {
    while (left-- > 0) await ask(workspace)
  }
  await Promise.all(Array.from({ length: PEOPLE_AT_ONCE }, type))
  return performance.now() - startedAt
}

const typed = (workspace: Workspace): Promise<Outcome> =>
  workspace.runCommand(DEVELOPER.id, CHANNELS[0]?.id ?? '', '/budget help')

async function answered(workspace: Workspace): Promise<Pick<Message, 'text' | 'blocks'>> {
  const shown = await (await typed(workspace)).answer()
  if (shown?.kind !== 'message') throw new Error('the command was not answered by a message')
  const { text, blocks } = shown.message
  return { text, blocks }
}

/** Milliseconds until the acknowledgement; the answer is waited for, but not counted. */
async function ask(workspace: Workspace): Promise<number> {
  const startedAt = performance.now()
  const outcome = await typed(workspace)
  const tookMs = performance.now() - startedAt
  if (outcome.failure !== null) throw new Error(outcome.failure)
  if ((await outcome.answer()) === undefined)
    throw new Error('the command was acknowledged and never answered')
  return tookMs
}
