import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Edit, loadEdited, problemLines } from '../config/configuration-folder.ts'

const text = await readFile(join(import.meta.dirname, '../../docs/slos.md'), 'utf8')
const EXAMPLES = [...text.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml = '']) => ({
  yaml,
  about: yaml.split('\n', 1)[0] ?? '',
}))

/** Where an example belongs, by what it begins with. */
function editFor(yaml: string): Edit {
  if (yaml.startsWith('maintenance:')) return ['maintenance.yaml', '', yaml]
  const indented = yaml.trimEnd().replaceAll(/^/gm, '        ')
  return yaml.startsWith('sli:')
    ? ['slos/shop.yaml', '        sli:\n          pushed: {}', indented]
    : ['slos/shop.yaml', '        objective: 90\n        window: 30d', indented]
}

test.each(EXAMPLES)('the example that begins with $about', async ({ yaml }) => {
  expect(problemLines(await loadEdited([editFor(yaml)]))).toEqual([])
})
