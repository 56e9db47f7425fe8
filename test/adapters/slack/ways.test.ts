import { afterAll, beforeAll, expect, test } from 'vitest'

import { viewProblems } from '../../../demo/workspace/blocks.ts'
import { WAYS } from '../../../src/core/policy/way.ts'
import { VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { requestForm } from '../../../src/adapters/slack/modals/request-form.ts'
import { documentsIn } from '../../../src/adapters/slack/modals/way-inputs.ts'
import { errorsByBlock, requestIn } from '../../../src/adapters/slack/modals/request-submission.ts'
import { viewIn, viewText } from './support/answers.ts'
import { DEV, GUEST, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'
import { sampleCatalog } from './support/sample-policy.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

const NOTHING = { service: '', change: '', risk: '' }
const TYPED = { revision: '', environment: 'production', summary: '' }

test.each(WAYS)('Slack takes the form of the %s', (way) => {
  expect(viewProblems(requestForm(sampleCatalog, NOTHING, TYPED, null, way))).toEqual([])
})

test.each([
  [
    'exception',
    'Freeze exception',
    ['justification', 'complexity', 'blast-radius', 'rollback-time', 'mitigation'],
  ],
  ['override', 'Override', ['documentation']],
  ['silver-bullet', 'Silver bullet', ['justification', 'mitigation']],
])('/deploy %s opens the form that asks for its documents', async (way, title, documents) => {
  const view = await viewIn(
    await office.workspace.runCommand(SRE, 'C0ENGINEER', `/deploy ${way} inference-gateway`),
  )
  const shown = viewText(view)
  expect(shown).toContain(title)
  for (const name of documents) expect(shown).toContain(`"block_id":"document:${name}"`)
})

test.each([
  ['the override', DEV, '/deploy override inference-gateway', 'may override the policy'],
  ['the override, whatever the service', DEV, '/deploy override', 'may override the policy'],
  ['the exception', GUEST, '/deploy exception', 'Only full members'],
  ['the request', GUEST, '/deploy request', 'Only full members'],
  ['the postmortem', GUEST, '/budget postmortem inference-gateway', 'Only full members'],
])('the form of %s is not opened for who may not send it in', async (_, userId, line, why) => {
  const shown = await (await office.workspace.runCommand(userId, 'C0ENGINEER', line)).answer()
  expect(shown?.kind).toBe('message')
  expect(JSON.stringify(shown)).toContain(why)
})

test('what was written is taken by its name, and a problem stands under its input', () => {
  const state = {
    'document:mitigation': { [VALUE]: { value: ' canary ' } },
    'document:complexity': { [VALUE]: { value: '' } },
  }
  expect(documentsIn(state)).toEqual(new Map([['mitigation', 'canary']]))
  expect(requestIn(state, DEV, 'exception')).toMatchObject({ way: 'exception', requestedBy: DEV })
  expect(requestIn(state, DEV)).not.toHaveProperty('way')
  const problem = { field: 'documents' as const, message: 'Change complexity (complexity) must be written.' }
  expect(errorsByBlock([problem], ['revision', ...Object.keys(state)])).toEqual({
    'document:complexity': problem.message,
  })
})
