import { expect, test } from 'vitest'
import { blocksOf, proseOf } from './blocks.ts'

const PAGE = `# A page

<!-- not run here: it needs a Slack workspace -->

\`\`\`sh
budgeteer start
\`\`\`

1. An item

   <!-- Run by test/docs/slis.test.ts -->
   \`\`\`yaml
   sli:
     pushed: {}
   \`\`\`

<!-- Not run by a test:
     it publishes. -->
~~~json
{}
~~~

<!-- not run here: -->
\`\`\`
plain
\`\`\`
<!-- a remark -->
`

test('blocks know their place, language and text, and the mark right above', () => {
  expect(blocksOf('a.md', PAGE)).toEqual([
    {
      file: 'a.md',
      line: 5,
      language: 'sh',
      text: 'budgeteer start',
      mark: { kind: 'not-run', reason: 'it needs a Slack workspace' },
    },
    {
      file: 'a.md',
      line: 12,
      language: 'yaml',
      text: 'sli:\n  pushed: {}',
      mark: { kind: 'run-by', test: 'test/docs/slis.test.ts' },
    },
    {
      file: 'a.md',
      line: 19,
      language: 'json',
      text: '{}',
      mark: { kind: 'not-run', reason: 'it publishes.' },
    },
    { file: 'a.md', line: 24, language: '', text: 'plain' },
  ])
})

test('prose keeps its lines', () => {
  const prose = proseOf(PAGE)
  expect(prose.split('\n')).toHaveLength(PAGE.split('\n').length)
  expect(prose).toContain('1. An item')
  expect(prose).not.toContain('budgeteer start')
})
