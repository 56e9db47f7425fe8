import type { Page } from 'playwright-core'
import { DEVELOPER, MANAGER, OWNER, SENIOR_1, SRE_1, VP } from '../../demo/cast.ts'
import type { Stage } from '../../demo/stage.ts'
import { pagePathOf } from '../../src/core/kernel/page-path.ts'
import { periodAt } from '../../src/core/reports/report-period.ts'
import { SERVICE } from '../e2e/a-stage.ts'
import { messageWith, opensHome, types } from '../support/browser.ts'
import type { Places } from './places.ts'

/** Something that people look at, and how one gets there. */
export interface Look {
  readonly name: string
  readonly open: (places: Places) => Promise<Page>
}

/** Every page, card and form, on a stage on which something happened. */
export async function looksOf(stage: Stage): Promise<readonly Look[]> {
  return [...CHANNELS, ...HOMES, ...ANSWERS, ...FORMS, ...BUTTONS, ...(await pagesOf(stage))]
}

type Person = Parameters<Places['chat']>[0]

const channel = (name: string, person: Person, where: string): Look => ({
  name,
  open: (places) => places.chat(person, where),
})

/** What everybody reads. */
const CHANNELS: readonly Look[] = [
  channel('announcements', DEVELOPER, 'engineering'),
  channel('approvals', MANAGER, 'deploy-approvals'),
  channel('incidents', SRE_1, 'incidents'),
  {
    name: 'freeze-thread',
    open: async (places) => {
      const tab = await places.chat(SRE_1, 'engineering')
      await messageWith(tab, 'ERROR BUDGET FREEZE: CRITICAL').getByRole('button', { name: /repl/ }).click()
      await tab.locator('#thread').getByRole('listitem').first().waitFor()
      return tab
    },
  },
]

const HOMES: readonly Look[] = [DEVELOPER, OWNER, MANAGER, VP].map((person) => ({
  name: `home-of-${person.name}`,
  open: async (places) => {
    const tab = await places.chat(person, 'engineering')
    await opensHome(tab)
    return tab
  },
}))

/** A command's private answer. `shows` stands in it. */
const answer = (name: string, person: Person, line: string, shows: string): Look => ({
  name,
  open: async (places) => {
    const tab = await places.chat(person, 'engineering')
    await types(tab, 'engineering', line)
    await messageWith(tab, shows).waitFor()
    return tab
  },
})

const ANSWERS: readonly Look[] = [
  answer('status', DEVELOPER, '/budget status', 'Only visible to you'),
  answer('status-of-one', DEVELOPER, `/budget status ${SERVICE}`, 'Only visible to you'),
  answer('history', OWNER, `/budget history ${SERVICE}`, 'Only visible to you'),
  answer('simulate', DEVELOPER, '/budget simulate feature-store 3h 50%', 'Only visible to you'),
  answer('report', VP, '/budget report', 'Only visible to you'),
  answer('policy', DEVELOPER, '/budget policy', 'Only visible to you'),
  answer('incident-list', SRE_1, '/budget incidents', 'Only visible to you'),
  answer('action-list', SRE_1, '/budget actions', 'Only visible to you'),
  answer('freeze-list', SRE_1, '/budget freeze list', 'Only visible to you'),
  answer('shadow', SRE_1, '/budget shadow', 'Only visible to you'),
  answer('page-link', VP, '/budget page', 'Only visible to you'),
  answer('help', SENIOR_1, '/budget help', 'Only visible to you'),
  answer('request-list', DEVELOPER, '/deploy list', 'Only visible to you'),
  answer('plans', DEVELOPER, '/deploy calendar', 'Only visible to you'),
]

/** A form that a command opens. */
const form = (name: string, person: Person, line: string): Look => ({
  name: `form-${name}`,
  open: async (places) => {
    const tab = await places.chat(person, 'engineering')
    await types(tab, 'engineering', line)
    await tab.getByRole('dialog').locator('button[type=submit]').waitFor()
    return tab
  },
})

const FORMS: readonly Look[] = [
  form('request', DEVELOPER, '/deploy request'),
  form('exception', DEVELOPER, `/deploy exception ${SERVICE} v1.4.0 feature`),
  form('override', VP, `/deploy override ${SERVICE} v1.4.1 feature`),
  form('silver-bullet', DEVELOPER, '/deploy silver-bullet training-infrastructure v9 feature'),
  form('postmortem', SRE_1, '/budget postmortem model-registry'),
]

/** A form that a button of a card opens. */
const button = (person: Person, where: string, card: string, label: string): Look => ({
  name: `button-${label
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replace(/-$/, '')}`,
  open: async (places) => {
    const tab = await places.chat(person, where)
    await messageWith(tab, card).getByRole('button', { name: label }).click()
    await tab.getByRole('dialog').getByRole('button').last().waitFor()
    return tab
  },
})

const FREEZE = 'ERROR BUDGET FREEZE: CRITICAL'
const BUTTONS: readonly Look[] = [
  ...['What may I deploy?', 'Ask for an exception…', 'Set commander…', 'Set war room…', 'Top actions…'].map(
    (label) => button(SRE_1, 'engineering', FREEZE, label),
  ),
  button(DEVELOPER, 'deploy-approvals', 'v1.2.4', 'Fill in…'),
  button(SRE_1, 'deploy-approvals', 'v1.2.4', 'Reject'),
  button(SRE_1, 'engineering', 'CORRECTNESS INCIDENT', 'File postmortem…'),
  button(SRE_1, 'incidents', 'MemoryLeak', 'Draft postmortem…'),
]

/** The bot's own pages. */
async function pagesOf({ store }: Stage): Promise<readonly Look[]> {
  const page = (name: string, path: string): Look => ({
    name: `page-${name}`,
    open: ({ page }) => page(path),
  })
  const requests = await store.requests.list({ limit: 20 })
  const [incident] = await store.incidents.openedSince(0)
  const [freeze] = await store.declaredFreezes.open()
  return [
    page('overview', '/'),
    page('service', pagePathOf({ kind: 'service', name: SERVICE })),
    page('service-with-wrong-data', pagePathOf({ kind: 'service', name: 'model-registry' })),
    ...requests.map(({ id, state, revision }) =>
      page(`request-${state}-${revision}`, pagePathOf({ kind: 'request', id })),
    ),
    page('incident', pagePathOf({ kind: 'incident', id: incident?.id ?? '' })),
    page('postmortem', pagePathOf({ kind: 'postmortem', id: incident?.id ?? '' })),
    page('freeze', pagePathOf({ kind: 'freeze', id: freeze?.id ?? '' })),
    page('audit', '/audit'),
    page('calendar', '/calendar'),
    page('reports', '/reports'),
    page('report', `/reports/weekly/${periodAt('week', 'UTC', Date.now()).name}`),
    page('risks', '/risks'),
    page('risk-catalog', pagePathOf({ kind: 'risk-catalog', name: SERVICE })),
    page('simulate', pagePathOf({ kind: 'simulate', service: 'feature-store', outage: '3h', share: '50%' })),
    page('sign-in', '/sign-in'),
    page('unknown', '/requests/r-unknown'),
  ]
}
