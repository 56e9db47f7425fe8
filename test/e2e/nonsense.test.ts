import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEVELOPER, SRE_1, USER_GROUPS, VP } from '../../demo/cast.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'

const PATIENCE_MS = 30_000

/** Every subcommand as far as its name, so that the nonsense arrives where its arguments are read. */
const BEGINNINGS = [
  '/budget',
  '/budget status',
  '/budget policy',
  '/budget ic',
  `/budget ic ${SERVICE}`,
  '/budget war-room',
  `/budget war-room ${SERVICE}`,
  '/budget incidents',
  '/budget incident add',
  `/budget incident add ${SERVICE}`,
  '/budget help',
  '/deploy',
  '/deploy request',
  `/deploy request ${SERVICE}`,
  `/deploy request ${SERVICE} v1`,
  `/deploy request ${SERVICE} v1 p0-hotfix`,
  '/deploy list',
  '/deploy show',
  '/deploy cancel',
  '/deploy help',
]

const NONSENSE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['an unknown word', 'xyzzy'],
  ['a word that is nearly right', 'inference-gatewya'],
  ['many words', 'a b c d e f g h i j k l m n o p q r s t u v w x y z'],
  ['a very long word', 'x'.repeat(5_000)],
  ['a very long text', 'lorem ipsum '.repeat(700)],
  ['control characters', '\u0000\u0007\u001b[31m\u200e\u202e\ufeff'],
  ['a lone half of a surrogate pair', '\ud83d and \udc4d'],
  ['emoji and accents', '🔥🔥 ünïcödé ﷽'],
  ['quotes that are not closed', '"half “quoted'],
  ['a mention of nobody', '<@U0NOBODY0>'],
  ['a mention of a person', `<@${VP.id}>`],
  ['somebody else’s handle', `@${SRE_1.name}`],
  ['a group', '@sre'],
  ['a channel', '#incidents'],
  ['a whole channel called', '<!channel> <!here> <!everyone>'],
  ['a link in disguise', '<https://evil.example|harmless>'],
  ['markup', '*bold* _italic_ ~gone~ `code` ```block``` > quote'],
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['entities', '&lt;!channel&gt; &amp;amp;'],
  ['a template', '{{ "x" | upcase }} {% raw %} ${7*7}'],
  ['SQL', "'; DROP TABLE requests; --"],
  ['a path', '../../etc/passwd'],
  ['numbers', '-1 0 1e309 NaN 99999999999999999999'],
  ['names of objects', '__proto__ constructor toString'],
  ['an option without sense', 'env= risk=tremendous env=production'],
  ['line breaks', 'a\nb\r\nc\td'],
]

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
  await scene.fails(OUTAGE_MINUTES.EMERGENCY)
})
afterAll(() => scene.stage.close())

/** What a person sees in answer, be it a message or a form that opened: all of it, and what of it is markup. */
async function answered(person: string, line: string): Promise<{ all: string; markup: string }> {
  const outcome = await scene.stage.workspace.runCommand(person, 'engineering', line)
  if (outcome.failure !== null) throw new Error(outcome.failure)
  const shown = await outcome.answer(PATIENCE_MS)
  if (shown === undefined) throw new Error('silence')
  if (shown.kind === 'view') {
    await scene.stage.workspace.closeView(shown.view, true)
    return { all: JSON.stringify(shown.view.view), markup: markupIn(shown.view.view).join('\n') }
  }
  const { text, blocks } = shown.message
  return { all: JSON.stringify([text, blocks]), markup: [text, ...markupIn(blocks)].join('\n') }
}

/** Texts in which mentions and links come alive; plain_text is shown as it is. */
function markupIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  if ('type' in part && part.type === 'mrkdwn' && 'text' in part) return [String(part.text)]
  return Object.values(part).flatMap(markupIn)
}

/** Calls to everybody, links and tags that nobody but our templates may write; times and people are ours. */
const ALIVE = /<!(?!date)|<https:\/\/evil|<script|<img/
/** Mandatory actions call the groups of their roles; nobody wrote one of these into a form. */
const OUR_GROUPS = new RegExp(USER_GROUPS.map(({ id }) => `<!subteam\\^${id}>`).join('|'), 'g')
const UNCLEAR = /not your fault|undefined|\[object Object\]|NaN%/

describe.each(BEGINNINGS)('%s with nonsense', (beginning) => {
  test('is answered clearly, and nothing in the answer becomes a mention or link', async () => {
    const person = beginning.startsWith('/budget') ? SRE_1 : DEVELOPER
    const faults: string[] = []
    for (const [what, words] of NONSENSE) {
      try {
        const { all, markup } = await answered(person.id, `${beginning} ${words}`)
        if (all.length < 20 || UNCLEAR.test(all)) faults.push(`${what}: unclear: ${all}`)
        if (ALIVE.test(markup)) faults.push(`${what}: alive: ${markup}`)
      } catch (error) {
        faults.push(`${what}: ${String(error)}`)
      }
    }
    expect(faults).toEqual([])
  })
})

test('an unknown command is the workspace’s to refuse', async () => {
  const { failure } = await scene.stage.workspace.runCommand(DEVELOPER.id, 'engineering', '/budgets status')
  expect(failure).toContain('/budgets is not a valid command')
})

test('what people wrote into forms is harmless wherever it is shown', async () => {
  const { audience, stage } = scene
  const evil = '<!channel> <https://evil.example|harmless> <@U0VP> & *bold*'
  const revision = 'v6.6.6'
  await answered(DEVELOPER.id, `/deploy request ${SERVICE} ${revision} p0-hotfix ${evil}`)
  await audience.presses(DEVELOPER.id, await audience.sees('deploy-approvals', revision), 'Fill in…')
  await audience.submits(DEVELOPER.id, {
    'Code review done': ['yes'],
    'Automated tests passing': ['yes'],
    'Detailed rollback plan': evil,
    'Incremental rollout (canary → 50% → 100%)': ['yes'],
    'Real-time monitoring during the deployment': ['yes'],
  })
  const shown = await audience.until(
    () =>
      stage.workspace
        .messages('deploy-approvals')
        .find(
          (message) => message.text.includes(revision) && /lt;!channel/.test(JSON.stringify(message.blocks)),
        ),
    'the request with its plan',
  )
  await audience.presses(VP.id, shown, 'Reject…')
  await audience.submits(VP.id, { 'Why?': evil })
  await audience.until(
    () => stage.workspace.messages(DEVELOPER.id).find(({ text }) => text.includes('&lt;!channel&gt;')),
    'the rejection with its reason',
  )
  await answered(SRE_1.id, `/budget incident add ${SERVICE} ${evil} 5m ago`)
  expect((await answered(DEVELOPER.id, '/budget incidents')).markup).toContain('&lt;!channel&gt;')
  for (const channel of ['engineering', 'deploy-approvals', 'incidents', DEVELOPER.id, VP.id]) {
    for (const { text, blocks } of stage.workspace.messages(channel)) {
      const markup = [text, ...markupIn(blocks)].join('\n').replaceAll(OUR_GROUPS, '')
      expect(markup).not.toMatch(ALIVE)
    }
  }
})
