import { describe, expect, test } from 'vitest'

import { withEvent, type PageState } from '../../../demo/page/state.ts'
import { nextApprover, refusal } from '../../../demo/page/tour-facts.ts'
import { tourSteps } from '../../../demo/page/tour-steps.ts'
import type { PageMessage, PagePanel } from '../../../demo/workspace/page-protocol.ts'

const person = (id: string, name: string, title: string) => ({
  id,
  name,
  title,
  colour: 'teal',
  isBot: false,
})
const message = (ts: string, text: string, over: Partial<PageMessage> = {}): PageMessage => ({
  channel: 'C1',
  ts,
  threadTs: null,
  user: 'B1',
  text,
  blocks: [],
  edited: false,
  ephemeralFor: null,
  ...over,
})
const panelAt = (level: string): PagePanel => ({
  now: '',
  services: [
    {
      name: 'inference-gateway',
      title: 'ML Inference Gateway',
      level,
      emoji: '',
      remainingPercent: '17%',
      burning: false,
      pageUrl: 'http://127.0.0.1:1/services/inference-gateway',
    },
  ],
  pagesUrl: 'http://127.0.0.1:1/',
  words: {},
  actions: [],
  busy: null,
})

function aState(me: string, level: string, messages: readonly PageMessage[] = []): PageState {
  const state = withEvent(null, {
    type: 'hello',
    team: 'Team',
    people: [
      person('U1', 'Dana Reyes', 'Developer'),
      person('U2', 'Sofia Lindqvist', 'Senior engineer'),
      person('U3', 'Samir Banerjee', 'Senior engineer'),
      person('U4', 'Inês Carvalho', 'SRE lead'),
    ],
    groups: [],
    me,
    channels: [
      { id: 'C1', name: 'engineering', kind: 'channel', topic: '' },
      { id: 'C2', name: 'deploy-approvals', kind: 'channel', topic: '' },
    ],
    messages,
    commands: [],
    panel: panelAt(level),
    hasHome: true,
    home: null,
  })
  if (state === null) throw new Error('a hello makes a state')
  return state
}

const stepNamed = (id: string) => {
  const step = tourSteps.find((each) => each.id === id)
  if (step === undefined) throw new Error(`no step ${id}`)
  return step
}

describe('the tour', () => {
  test.each([
    ['HEALTHY', false],
    ['WARNING', false],
    ['CRITICAL', true],
    ['EMERGENCY', true],
  ])('at %s the service counts as broken: %s', (level, isDone) => {
    expect(stepNamed('break').isDone?.(aState('U1', level), '')).toBe(isDone)
  })

  test('a refusal of before does not count, nor one that somebody else got', () => {
    const answer = (ts: string, ephemeralFor: string) => message(ts, 'Blocked: Feature', { ephemeralFor })
    const state = aState('U1', 'CRITICAL', [answer('1', 'U1'), answer('3', 'U2')])
    expect(refusal(state, '2')).toBeNull()
    expect(refusal(state, '0')?.ts).toBe('1')
  })

  test('who does not act as the developer becomes that person before asking', () => {
    const { move } = stepNamed('ask')
    expect(move(aState('U4', 'CRITICAL'), '').targets).toContain('[data-person="U1"]')
    expect(move(aState('U1', 'CRITICAL'), '')).toMatchObject({
      how: 'type',
      line: '/deploy request inference-gateway v2.0.0 feature',
    })
  })

  test.each([
    ['⬜ SRE: 0 of 1', 'U4'],
    ['✅ SRE: 1 of 1 <@U4>\n⬜ Senior engineer: 0 of 2', 'U2'],
    ['⬜ Senior engineer: 1 of 2 <@U2>', 'U3'],
    ['✅ SRE: 1 of 1 <@U4>', null],
  ])('of %j the next who approves is %s', (approvals, id) => {
    const request = message('1', `🚢 Deploy request: P0 hotfix\nRequested by: <@U1>\n\n${approvals}`)
    expect(nextApprover(aState('U1', 'CRITICAL'), request)?.id ?? null).toBe(id)
  })

  test('who acts as one of several approvers stays that person', () => {
    const request = message('1', '🚢 Deploy request: P0 hotfix\n⬜ Senior engineer: 0 of 2')
    expect(nextApprover(aState('U3', 'EMERGENCY'), request)?.id).toBe('U3')
  })

  test('its end leads to the page of the service', () => {
    expect(stepNamed('pages').link?.(aState('U1', 'CRITICAL'))).toEqual({
      url: 'http://127.0.0.1:1/services/inference-gateway',
      text: 'The page of ML Inference Gateway',
    })
  })
})
