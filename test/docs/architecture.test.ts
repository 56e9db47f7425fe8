import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')

interface Leg {
  readonly title: string
  readonly direction: 'builds up' | 'asks down'
  readonly files: readonly string[]
}

/** A part of a way ends where the next one says how it is read. */
function legsOf(way: string): readonly Leg[] {
  return [...way.matchAll(/^(.*)\(\*(builds up|asks down)\*\):\n([^]*?)(?=^.*\(\*|(?![^]))/gm)].map(
    ([, title = '', direction, text = '']) => ({
      title: title.trim(),
      direction: direction === 'builds up' ? 'builds up' : 'asks down',
      files: [...text.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = '']) => file),
    }),
  )
}

const ways =
  PAGE.split('## Four ways')[1]
    ?.split('## Where')[0]
    ?.split(/^### /m)
    .slice(1)
    .map((text) => ({ title: text.split('\n')[0] ?? '', legs: legsOf(text) })) ?? []

function importsOf(file: string): ReadonlySet<string> {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return new Set(
    [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => normalize(join(dirname(file), path))),
  )
}

describe('the ways of docs/architecture.md', () => {
  test('are four, and the first takes 25 files at the most', () => {
    expect(ways).toHaveLength(4)
    expect(ways[0]?.legs.flatMap(({ files }) => files).length).toBeLessThanOrEqual(25)
    for (const { legs } of ways) for (const { files } of legs) expect(files).not.toEqual([])
  })

  describe.each(ways)('$title', ({ legs }) => {
    test('names files that exist', () => {
      const files = legs.flatMap((leg) => leg.files)
      expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
    })

    test.each(legs)('$title: climbs back nowhere', ({ direction, files }) => {
      const backwards = files.flatMap((file, index) => {
        const imported = importsOf(file)
        const wrong = direction === 'builds up' ? files.slice(index + 1) : files.slice(0, index)
        return wrong.filter((other) => imported.has(other)).map((other) => `${file} imports ${other}`)
      })
      expect(backwards).toEqual([])
    })

    test.each(legs)('$title: hangs together', ({ files }) => {
      const reached = new Set(files.slice(0, 1))
      for (let before = 0; before < reached.size;) {
        before = reached.size
        for (const file of files)
          for (const other of files)
            if (importsOf(file).has(other) && (reached.has(file) || reached.has(other)))
              reached.add(file).add(other)
      }
      expect(files.filter((file) => !reached.has(file))).toEqual([])
    })
  })
})

test('the rooms are the folders that there are', () => {
  const drawn = [...PAGE.matchAll(/^\| `src\/core\/([a-z-]+)\/` \|/gm)].map(([, name]) => name)
  const folders = readdirSync(join(ROOT, 'src/core'), { withFileTypes: true })
  expect(drawn.sort()).toEqual(
    folders
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
  )

  const adapters = PAGE.split('\n').find((line) => line.startsWith('| `src/adapters/` |')) ?? ''
  const named = [...adapters.matchAll(/`([a-z]+)`/g)].map(([, name]) => name)
  const found = readdirSync(join(ROOT, 'src/adapters'))
  expect(named.sort()).toEqual(found.sort())
})
