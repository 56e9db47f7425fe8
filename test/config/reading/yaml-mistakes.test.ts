import { expect, test } from 'vitest'
import { loadEdited, problemLines, type Mistake } from '../configuration-folder.ts'

/** Mistakes in the form of the files: each edit of the good configuration, and the whole answer to it. */
const MISTAKES: readonly Mistake[] = [
  {
    name: 'a tab indents a line',
    edits: [['budgeteer.yaml', '  approvals: ', '\tapprovals: ']],
    problems: [
      'budgeteer.yaml:3: not valid YAML: Tabs are not allowed as indentation',
      'budgeteer.yaml:4: not valid YAML: All mapping items must start at the same column',
    ],
  },
  {
    name: 'a bracket is not closed',
    edits: [['policies/team.yaml', 'requires: [rollback-plan]', 'requires: [rollback-plan']],
    problems: [
      'policies/team.yaml:28: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    name: 'a key stands twice',
    edits: [['policies/team.yaml', '    trigger: manual\n', '    trigger: manual\n    trigger: manual\n']],
    problems: ['policies/team.yaml:29: the key trigger stands twice in the same mapping; keep one'],
  },
  {
    name: 'a file is empty',
    edits: [['slos/shop.yaml', '', '']],
    problems: ['slos/shop.yaml: found nothing; allowed: a mapping with services'],
  },
  {
    name: 'a file holds two documents',
    edits: [['slos/shop.yaml', 'services:\n', 'services: []\n---\nservices:\n']],
    problems: ['slos/shop.yaml:2: two documents in one file; take the line --- away'],
  },
  {
    name: 'a file has the wrong ending',
    edits: [['slos/more.yml', '', 'services: []\n']],
    problems: ['warning slos/more.yml: this file is not read; give it the ending .yaml'],
  },
  {
    name: 'a file is a list',
    edits: [['slos/shop.yaml', 'services:\n', '']],
    problems: ['slos/shop.yaml:1: found a list; allowed: a mapping with services'],
  },
]

test.each(MISTAKES)('$name', async ({ edits, problems }) => {
  const loaded = await loadEdited(edits)
  expect(problemLines(loaded)).toEqual(problems)
  expect(loaded.ok).toBe(problems.every((problem) => problem.startsWith('warning ')))
})
