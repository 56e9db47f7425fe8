import { expect, test } from 'vitest'
import { LIMITS } from '../../../src/core/kernel/text-limits.ts'
import { correctionForm } from '../../../src/adapters/slack/modals/incident-forms.ts'
import { textInput } from '../../../src/adapters/slack/modals/text-input.ts'
import { anIncident } from '../../support/an-incident.ts'
import { messageIn } from './support/answers.ts'
import { openOffice, SRE } from './support/office.ts'

test('a field says its limit before it is sent, and takes no more', () => {
  expect(textInput('a', 'What?', { most: 2_500, hint: 'In a list.' })).toMatchObject({
    hint: { text: 'In a list. Up to 2,500 characters.' },
    element: { max_length: 2_500 },
  })
})

test('an incident’s name has one limit, in the form and in the command', async () => {
  const form = JSON.stringify(
    correctionForm(anIncident(), 'UTC', { services: new Map(), policies: new Map() }),
  )
  expect(form).toContain(`"max_length":${LIMITS.incident}`)
  expect(form).toContain(`Up to ${LIMITS.incident} characters.`)
  const office = await openOffice('socket')
  try {
    const said = async (length: number): Promise<string> => {
      const line = `/budget incident add billing ${'x'.repeat(length)} 45m ago 20m`
      return JSON.stringify(
        (await messageIn(await office.workspace.runCommand(SRE, 'C0ENGINEER', line))).blocks,
      )
    }
    expect(await said(LIMITS.incident + 1)).toContain(`1 to ${LIMITS.incident} characters`)
    expect(await said(LIMITS.incident)).toContain('Entered')
  } finally {
    await office.close()
  }
})
