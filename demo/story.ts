import { verifyChain } from '../src/core/kernel/audit/verify-chain.ts'
import { HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { Audience, StoryError } from './audience.ts'
import { DEVELOPER, OWNER, SENIOR_1, SENIOR_2, SRE_1, VP } from './cast.ts'
import type { DemoClock } from './demo-clock.ts'
import { recover } from './panel.ts'
import type { Stage } from './stage.ts'
import { dailyReview, exceptionAndRollout, overdueAction, override, silverBullet } from './story-ways.ts'
import type { Teller } from './teller.ts'

const SERVICE = 'inference-gateway'

/** Plays the whole story. Rejects with a StoryError at the first step that does not happen. */
export async function playStory(stage: Stage, clock: DemoClock, teller: Teller): Promise<void> {
  const audience = new Audience(stage, clock, teller)
  const outage = { service: SERVICE, failedRatio: 1 }
  const fails = (minutes: number): Promise<void> =>
    stage.pass(minutes * MINUTE_MS, { stepMs: minutes * MINUTE_MS, outage })
  const question = { service: SERVICE, change: 'p0-hotfix', revision: 'v1.2.4' }

  const gate = async (asked: typeof question, allowed: boolean): Promise<void> => {
    const word = await audience.asksGate(asked)
    teller.gateSays(word.allowed, word.explanation)
    if (word.allowed !== allowed) throw new StoryError(`the gate said the opposite: ${word.explanation}`)
  }

  teller.chapter('A good month: 72 % of the budget is left')
  expectIn(await audience.command(DEVELOPER.id, `/budget status ${SERVICE}`), 'HEALTHY')

  teller.chapter('65 minutes of outage')
  await fails(65)
  await audience.sees('engineering', 'WARNING (42%)')
  await audience.sees('incidents', 'burns its error budget', 'Page')

  teller.chapter('A day later a developer asks to deploy a feature')
  await stage.pass(24 * HOUR_MS, { stepMs: 6 * HOUR_MS })
  await audience.sees('incidents', 'Over:', 'burned its error budget')
  expectIn(await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} v1.3.0 feature`), 'v1.3.0')
  await audience.sees('deploy-approvals', 'v1.3.0')

  teller.chapter('52 more minutes of outage: a partial freeze, and the feature has to wait')
  await fails(52)
  const freeze = await audience.sees('engineering', 'ERROR BUDGET FREEZE: CRITICAL (18%)')
  expectIn(freeze.text, 'was 42% yesterday')
  await audience.sees(DEVELOPER.id, 'v1.3.0')

  teller.chapter('Another feature is refused at once, and CI is told so')
  expectIn(await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} v1.3.1 feature`), 'blocked')
  await gate({ service: SERVICE, change: 'feature', revision: 'v1.3.1' }, false)

  teller.chapter('An incident commander and a war room')
  await audience.command(SRE_1.id, `/budget ic ${SERVICE} @${SRE_1.name}`)
  await audience.command(SRE_1.id, `/budget war-room ${SERVICE} https://meet.example/emergency`)
  await audience.until(
    () =>
      stage.workspace
        .messages('engineering')
        .find(({ ts, text }) => ts === freeze.ts && text.includes('meet.example')),
    'the war room in the head of the freeze',
  )

  teller.chapter('An exception by the policy’s template, and its rollout with sign-offs')
  await exceptionAndRollout(audience, SERVICE)

  teller.chapter('A mandatory action runs past its deadline, and the next role hears of it')
  await overdueAction(stage, audience)

  teller.chapter('The daily review')
  await dailyReview(stage, audience, () => clock.now())

  teller.chapter('24 more minutes: a full freeze')
  await audience.command(SRE_1.id, `/budget incident add ${SERVICE} MemoryLeak 30m ago`)
  await fails(24)
  await audience.sees('engineering', 'ERROR BUDGET FREEZE: EMERGENCY (7%)')

  teller.chapter('A P0 hotfix needs the VP and two senior engineers')
  expectIn(await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} v1.2.4 p0-hotfix`), 'v1.2.4')
  const request = await audience.sees('deploy-approvals', 'v1.2.4')
  await gate(question, false)
  await audience.presses(DEVELOPER.id, request, 'Fill in…')
  await audience.submits(DEVELOPER.id, {
    'Code review done': ['yes'],
    'Automated tests passing': ['yes'],
    'Detailed rollback plan':
      'Redeploy v1.2.3 (4 minutes); trigger: any rise in the error rate; Samir does it.',
    'Incremental rollout (canary → 50% → 100%)': ['yes'],
    'Real-time monitoring during the deployment': ['yes'],
  })
  const approves = async (person: string): Promise<void> =>
    audience.presses(person, await audience.sees('deploy-approvals', 'v1.2.4'), 'Approve')
  await approves(SENIOR_1.id)

  teller.chapter('The bot is stopped and started again in the middle of it')
  await stage.restartBot()
  await approves(SENIOR_2.id)
  await approves(VP.id)
  await audience.sees('deploy-approvals', 'Deploy request granted')

  teller.chapter('CI asks again, once: a grant is for one deployment')
  await gate(question, true)
  await gate(question, false)

  teller.chapter('The VP overrides the policy, in writing')
  await override(audience, SERVICE)

  teller.chapter('Another service, another policy: a silver bullet')
  await silverBullet(stage, audience, 'training-infrastructure')

  teller.chapter('Good weeks: the outages leave the window')
  await recover(stage, SERVICE, () => Promise.resolve())
  await audience.sees('engineering', 'Error Budget Status: HEALTHY')
  expectIn(await audience.command(OWNER.id, `/budget status ${SERVICE}`), 'HEALTHY')

  teller.chapter('The record')
  await audience.hearsItOut()
  const verified = await verifyChain(stage.store.auditChain.rows())
  if (!verified.intact) throw new StoryError(`the audit log is broken: ${verified.problem}`)
  teller.line(`${verified.entries} audit entries, each following from the one before`)
}

function expectIn(text: string, words: string): void {
  if (!text.includes(words)) throw new StoryError(`“${words}” is missing in: ${text}`)
}
