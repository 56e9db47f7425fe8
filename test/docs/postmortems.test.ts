import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { draftJson } from '../../src/core/postmortems/draft-json.ts'
import { draftMarkdown } from '../../src/core/postmortems/draft-markdown.ts'
import { draftPostmortem } from '../../src/core/postmortems/draft-postmortem.ts'
import { anOutage, draftWorldOf } from '../support/an-outage.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/postmortems.md'), 'utf8')
const shown = (language: string): string | undefined =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(PAGE)?.[1]

async function theDraft() {
  const { platform, incident } = await anOutage()
  const draft = await draftPostmortem(draftWorldOf(platform), incident)
  await platform.close()
  if (draft === undefined) throw new Error('there is no draft')
  return draft
}

test('the draft that docs/postmortems.md shows is what an outage gives', async () => {
  expect(draftMarkdown(await theDraft(), 'https://budgets.example')).toBe(shown('markdown'))
})

test('the same for scripts, of whose lists the first ones are shown', async () => {
  const { timeline, actionItems, questions, ...rest } = draftJson(await theDraft())
  const cut = {
    ...rest,
    timeline: timeline.filter(({ role }) => role !== null).slice(0, 1),
    questions: questions.slice(0, 1),
    actionItems: actionItems.slice(0, 1),
  }
  expect(cut).toEqual(JSON.parse(shown('json') ?? ''))
})
