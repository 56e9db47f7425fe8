import { expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const written = (links: string) =>
  loadEdited([['slos/shop.yaml', '    journey: People buy things.', `    links: ${links}`]])

test.each([
  [
    'an address that is none',
    '{ dashboard: grafana }',
    '.dashboard: found "grafana"; allowed: an http or https address, in which {service}, {slo}, {from}, {to}, {from_iso}, {to_iso} may stand',
  ],
  [
    'another protocol',
    "{ dashboard: 'javascript:alert(1)' }",
    '.dashboard: found "javascript:alert(1)"; allowed: an http or https address, in which {service}, {slo}, {from}, {to}, {from_iso}, {to_iso} may stand',
  ],
  [
    'a placeholder that is misspelled',
    "{ dashboard: 'https://example.com/{servise}' }",
    '.dashboard: no placeholder is called servise; did you mean service? (known: service, slo, from, to, from_iso, to_iso)',
  ],
  [
    'a placeholder that there is not',
    "{ dashboard: 'https://example.com/{team}' }",
    '.dashboard: no placeholder is called team; known: service, slo, from, to, from_iso, to_iso',
  ],
  [
    'a brace without its other one',
    "{ dashboard: 'https://example.com/{service' }",
    '.dashboard: a brace without its other one; a brace of the address itself is written %7B or %7D',
  ],
  [
    'an address that no browser opens',
    "{ dashboard: 'https://exa%mple.com/' }",
    '.dashboard: no address that a browser can open',
  ],
  [
    'a user in it',
    "{ dashboard: 'https://me@example.com/' }",
    '.dashboard: a user stands before the @, which everybody would see',
  ],
  [
    'a password in it',
    "{ dashboard: 'https://me:secret@example.com/' }",
    '.dashboard: a secret stands here (not shown); move it to an environment variable, and replace it, since it has been seen',
  ],
  [
    'an address that is too long',
    `{ dashboard: 'https://example.com/${'a'.repeat(500)}' }`,
    '.dashboard: has 520 characters; allowed: up to 500, because messages hold several links',
  ],
  [
    'a name that is too long',
    `{ ${'a'.repeat(31)}: 'https://example.com/' }`,
    `.${'a'.repeat(31)}: the name has 31 characters; allowed: up to 30`,
  ],
  [
    'a name with a space',
    "{ error logs: 'https://example.com/' }",
    '.error logs: found the name "error logs"; allowed: a name of letters, digits, - and _ that begins with a letter',
  ],
  [
    'too many',
    `{ ${Array.from({ length: 11 }, (_, index) => `l${index}: 'https://example.com/'`).join(', ')} }`,
    ': more than 10 links',
  ],
])('%s', async (_, links, problem) => {
  expect(problemLines(await written(links))).toEqual([`slos/shop.yaml:5 services[shop].links${problem}`])
})

test('links are read in their order, of services and of SLOs', async () => {
  const loaded = await loadEdited([
    [
      'slos/shop.yaml',
      '    journey:',
      "    links: { runbook: 'https://example.com/r', logs: 'http://logs/{slo}' }\n    journey:",
    ],
    [
      'slos/shop.yaml',
      '        objective: 95\n',
      "        objective: 95\n        links: { dashboard: 'https://example.com/{from}' }\n",
    ],
  ])
  expect(problemLines(loaded)).toEqual([])
  const shop = loaded.ok ? loaded.catalog.services.get('shop') : undefined
  expect(shop?.links).toEqual([
    { name: 'runbook', url: 'https://example.com/r' },
    { name: 'logs', url: 'http://logs/{slo}' },
  ])
  expect(shop?.slos.map(({ links }) => links)).toEqual([
    undefined,
    [{ name: 'dashboard', url: 'https://example.com/{from}' }],
  ])
})
