import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FOREIGN_FORMATS } from '../../../src/config/settings/settings-shape.ts'
import { readForeign } from '../../../src/config/importers/foreign-services.ts'
import { serviceYaml } from '../../../src/config/importers/service-yaml.ts'
import { readServices } from '../../../src/config/services/service-reader.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { damagedText } from '../damaged-text.ts'
import { AROUND, read, refusals, slosOf, told } from './reading.ts'

const SPECS = join(import.meta.dirname, '../../fixtures/foreign')
const names = await readdir(SPECS)
const specs = await Promise.all(
  names.map(async (name) => ({ path: name, text: await readFile(join(SPECS, name), 'utf8') })),
)

const OWNER = { groups: ['S0TEAM'], users: [] }

describe.each(specs)('$path', ({ path, text }) => {
  const { services, findings } = readForeign([{ path, text }], {}, AROUND)

  test('is read with nothing refused', () => {
    expect(findings.filter(({ outcome }) => outcome === 'refused')).toEqual([])
    expect(services.length).toBeGreaterThan(0)
  })

  test('comes out of our own loader as the same SLOs', () => {
    for (const service of services) {
      const written = serviceYaml(service, { owner: OWNER, policy: undefined, schema: 'slos.schema.json' })
      const again = readServices(new YamlFile('own.yaml', written), { ...AROUND, sources: ['main'] })
      expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(again.services[0]?.service.slos).toEqual(
        service.slos.map(({ checked }) => ({
          ...checked,
          sli: 'source' in checked.sli ? { ...checked.sli, source: 'main' } : checked.sli,
        })),
      )
    }
  })

  test('findings name the lines that they are about', () => {
    const lines = text.split('\n')
    for (const { line, path: place } of findings) {
      const key = /(?:^|\.)([^.[\]]+(?:\/\w+)?)$/.exec(place)?.[1]?.split('/').at(-1)
      if (key !== undefined && line !== null) expect(lines[line - 1]).toContain(key)
    }
  })
})

describe('a file', () => {
  const sloth = (service: string, slo: string): string => `version: prometheus/v1
service: ${service}
slos: [{ name: ${slo}, objective: 99, sli: { raw: { error_ratio_query: 'x[{{.window}}]' } } }]
`

  test.each<[string, string, readonly string[]]>([
    [
      'that is no YAML',
      'a: [',
      [
        '1 : not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'with a key twice',
      'version: prometheus/v1\nversion: prometheus/v1',
      ['2 : the key version stands twice in the same mapping; keep one'],
    ],
    ['that is a text', 'hello', ['1 : the document is no mapping, so no spec']],
    [
      'that forgot its version',
      'slos: []',
      [
        '1 : neither version: prometheus/v1 (Sloth) nor an apiVersion of OpenSLO, Pyrra or Sloth; found nothing',
      ],
    ],
  ])('%s is refused', (_, text, reasons) => {
    expect(refusals(read(text)).map((line) => line.replace(/ at line.*$/, ''))).toEqual(reasons)
  })

  test('that is empty, or holds comments alone, says nothing', () => {
    expect(read('').findings).toEqual([])
    expect(read('# nothing\n---\n\n---\n# here\n').findings).toEqual([])
  })

  test('of Kubernetes that holds no SLO is skipped', () => {
    expect(told(read('apiVersion: apps/v1\nkind: Deployment'))).toEqual([
      'skipped 1 : no spec of Sloth, OpenSLO or Pyrra: apps/v1 Deployment',
    ])
  })

  test('of something else is skipped', () => {
    expect(told(read('global: { scrape_interval: 15s }'))).toEqual([
      'skipped 1 : no spec of Sloth, OpenSLO or Pyrra: no version, and nothing of an SLO',
    ])
    expect(told(read('apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec: { sloPeriod: 7d }'))).toEqual([
      'skipped 1 : no spec of Sloth, OpenSLO or Pyrra: sloth.slok.dev/v1 AlertWindows; its sloPeriod is said with `window`',
    ])
  })

  test('of a format that was not asked for is skipped', () => {
    expect(told(read(sloth('a', 'b'), { format: 'pyrra' }))).toEqual([
      'skipped 1 : a spec of Sloth, which was not asked for',
    ])
  })

  test('with an alias in a circle is refused', () => {
    expect(refusals(read('version: &a [*a]'))).toEqual([
      '1 : not valid YAML: an alias (*name) stands within its own anchor (&name)',
    ])
  })

  test('with a broken document still gives the others', () => {
    const reading = read(
      `${sloth('a', 'one')}---\nb: [\n--- # third\n${sloth('c', 'two')}...\n%YAML 1.2\n---\n${sloth('d', 'three')}`,
    )
    expect(Object.keys(slosOf(reading))).toEqual(['a/one', 'c/two', 'd/three'])
    expect(refusals(reading)).toHaveLength(1)
  })

  test('keeps a block of text whole', () => {
    const text = sloth('a', 'one')
      .replace("'x[{{.window}}]'", "'x[{{.window}}]'")
      .replace('slos: [', 'note: |\n  ---\n  text\nslos: [')
    expect(Object.keys(slosOf(read(text)))).toEqual(['a/one'])
  })

  test('makes one service with another that names the same', () => {
    const texts = ['one', 'two'].map((slo) => ({ path: `${slo}.yaml`, text: sloth('shop', slo) }))
    const { services } = readForeign(texts, {}, AROUND)
    expect(services.map(({ name, slos }) => [name, slos.map(({ slo }) => slo.name)])).toEqual([
      ['shop', ['one', 'two']],
    ])
  })
})

test('an owner who was not named is left to check', () => {
  const [service] = read(specs[0]?.text ?? '').services
  if (service === undefined) throw new Error('no service')
  const written = serviceYaml(service, { owner: { groups: [], users: [] }, policy: 'p', schema: 's' })
  const { problems } = readServices(new YamlFile('own.yaml', written), { ...AROUND, policies: ['p'] })
  expect(problems.map(({ message }) => message)).toContain(
    'nobody owns the service; name at least one user or group',
  )
})

test('no secret is repeated by a finding', () => {
  const secret = 'xoxb-hunter2-hunter2'
  const places = specs.flatMap(({ path, text }) =>
    [
      'window: 4w',
      'duration: 1Q',
      'budgetingMethod: Timeslices',
      'op: gt',
      'type: Prometheus',
      'password: hunter2',
    ]
      .filter((line) => text.includes(line))
      .map((line) => ({ path, text: text.replace(line, () => `${line.split(':')[0] ?? ''}: ${secret}`) })),
  )
  expect(places.length).toBeGreaterThan(4)
  for (const place of places)
    expect(JSON.stringify(readForeign([place], {}, AROUND).findings)).not.toContain(secret)
})

/** Whatever is done to a spec, it is answered with findings of one line each. */
describe.each(specs)('$path, damaged in any way', ({ path, text }) => {
  test('gets findings and no exception', () => {
    fc.assert(
      fc.property(damagedText(text), fc.constantFrom(undefined, ...FOREIGN_FORMATS), (damaged, format) => {
        const options = format === undefined ? {} : { format }
        const { findings } = readForeign([{ path, text: damaged }], options, AROUND)
        for (const { message } of findings) expect(message).toMatch(/^[^\n]+$/)
      }),
      { numRuns: 60 },
    )
  })
})

test('any text at all gets findings and no exception', () => {
  const start = fc.constantFrom(
    '',
    'version: prometheus/v1\n',
    'apiVersion: openslo/v1\nkind: SLO\n',
    'apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n',
  )
  fc.assert(
    fc.property(start, fc.string(), (head, tail) => {
      expect(read(head + tail).services).toEqual([])
    }),
    { numRuns: 200 },
  )
})
