import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { SUBCOMMANDS } from '../../src/adapters/slack/commands/registry.ts'
import { proseOf } from './snippets/blocks.ts'

const ROOT = join(import.meta.dirname, '../..')

const pagesBelow = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'demo', 'deploy', 'gate-client', '.github'].flatMap(pagesBelow),
]
const proseIn = (file: string): string => proseOf(readFileSync(join(ROOT, file), 'utf8'))

interface Link {
  readonly file: string
  readonly target: string
}
const LINKS: readonly Link[] = PAGES.flatMap((file) =>
  [...proseIn(file).matchAll(/\]\(<?([^)\s>]+)>?\)/g)].map(([, target = '']) => ({ file, target })),
)
const isOutside = ({ target }: Link): boolean => /^[a-z]+:/.test(target)

/** As GitHub makes them of headings. */
function anchorsOf(file: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const anchors = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^#{1,6} (.+)$/gm)].map(
    ([, title = '']) => {
      const slug = title
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-')
      const times = seen.get(slug) ?? 0
      seen.set(slug, times + 1)
      return times === 0 ? slug : `${slug}-${times}`
    },
  )
  return new Set(anchors)
}

function leadsNowhere({ file, target }: Link): boolean {
  const [path = '', anchor] = target.split('#')
  const place = path === '' ? file : relative(ROOT, join(ROOT, dirname(file), decodeURI(path)))
  if (!existsSync(join(ROOT, place))) return true
  return anchor !== undefined && statSync(join(ROOT, place)).isFile() && !anchorsOf(place).has(anchor)
}

test('every link within the repository leads to a file, and to a heading of it', () => {
  expect(LINKS.length).toBeGreaterThan(100)
  const broken = LINKS.filter((link) => !isOutside(link) && leadsNowhere(link))
  expect(broken.map(({ file, target }) => `${file}: ${target}`)).toEqual([])
})

test('every link to elsewhere is an address that can be read, by HTTPS', () => {
  const odd = LINKS.filter(isOutside).filter(({ target }) => URL.parse(target)?.protocol !== 'https:')
  expect(odd.map(({ file, target }) => `${file}: ${target}`)).toEqual([])
})

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const file of reached)
    for (const { target } of LINKS.filter((link) => link.file === file && !isOutside(link))) {
      const place = relative(ROOT, join(ROOT, dirname(file), target.split('#')[0] ?? ''))
      if (place.endsWith('.md')) reached.add(place)
      else pagesBelowFolder(place).forEach((page) => reached.add(page))
    }
  const shown = PAGES.filter((file) => file.startsWith('docs/'))
  expect(shown.filter((file) => !reached.has(file))).toEqual([])
})

/** Who links a folder shows what stands in it. */
function pagesBelowFolder(place: string): readonly string[] {
  const isFolder = existsSync(join(ROOT, place)) && statSync(join(ROOT, place)).isDirectory()
  return isFolder && place !== '' && place !== 'docs' ? pagesBelow(place) : []
}

test('every command of Slack that a page names can be typed', () => {
  const unknown = PAGES.filter((file) => file !== 'CHANGELOG.md').flatMap((file) =>
    [...proseIn(file).matchAll(/`(\/budget|\/deploy) ([^`]+)`/g)].flatMap(([all, slash, rest = '']) =>
      SUBCOMMANDS.some(
        ({ command, name }) => command === slash && (rest === name || rest.startsWith(`${name} `)),
      )
        ? []
        : [`${file}: ${all}`],
    ),
  )
  expect(unknown).toEqual([])
})
