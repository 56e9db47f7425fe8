import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

describe('policy table', () => {
  test('is text of the default policy', async () => {
    const { code, out } = await runCli(['policy', 'table'])
    expect(code).toBe(0)
    expect(out).toMatch(/change type +title +risk +HEALTHY +WARNING +CRITICAL +EMERGENCY/)
    expect(out).toMatch(
      /feature +Feature release +Medium +Service owner +Service owner \+ Senior engineer +block +block/,
    )
    expect(out).toMatch(/exceptions +- +- +SRE \+ Engineering manager/)
    expect(out).toContain('override: VP Engineering or CTO, documentation required')
  })

  test('is Markdown of another one', async () => {
    const { code, out } = await runCli(['policy', 'table', '--policy', 'three-tier', '--format', 'markdown'])
    expect(code).toBe(0)
    expect(out).toContain(
      '| critical-fix | Critical fix | Normal | approve | SRE | SRE, with Postmortem filed |',
    )
  })

  test('is JSON of a file', async () => {
    const { code, out } = await runCli([
      'policy',
      'table',
      '--policy',
      'config/policies/tiers.yaml',
      '--format',
      'json',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      policy: { name: 'tiers' },
      levels: [
        { level: 'NORMAL' },
        { level: 'TIER-1' },
        { level: 'TIER-2' },
        { level: 'TIER-3', freeze: true },
      ],
      silverBullets: { count: 2, per: 'quarter' },
    })
  })
})

describe('policy decide', () => {
  test('explains a decision with the rules that were tried', async () => {
    const { code, out } = await runCli(['policy', 'decide', '--change', 'configuration', '--remaining', '18'])
    expect(code).toBe(0)
    expect(out).toContain('Configuration change (non-breaking) of any service still needs approval by SRE')
    expect(out).toMatch(/levels\.CRITICAL\.changes\.configuration +no such row/)
    expect(out).toMatch(/→ +levels\.CRITICAL\.risks\.low +SRE/)
  })

  test.each([
    [
      ['--change', 'feature', '--remaining', '18'],
      { decision: 'blocked', level: 'CRITICAL', rule: 'levels.CRITICAL.changes.feature' },
    ],
    [
      ['--policy', 'decision-matrix', '--change', 'hotfix', '--remaining', '-5', '--exhausted-for', '8d'],
      { level: 'FROZEN', seats: [{ role: 'sre' }, { role: 'vp-engineering' }] },
    ],
    [
      ['--policy', 'tiers', '--change', 'feature', '--remaining', '48', '--spent', '28d=60'],
      { level: 'TIER-2', decision: 'blocked' },
    ],
    [
      [
        '--policy',
        'tiers',
        '--change',
        'feature',
        '--remaining',
        '70',
        '--exhausts-in',
        '10d',
        '--met',
        'acknowledged',
      ],
      { level: 'TIER-1', decision: 'approved' },
    ],
    [
      [
        '--policy',
        'decision-matrix',
        '--change',
        'feature',
        '--remaining',
        '60',
        '--burn',
        '5m=20',
        '--burn',
        '1h=7',
      ],
      { notices: ['fast-burn', 'flag-rollback', 'slow-burn'] },
    ],
    [
      [
        '--change',
        'p0-hotfix',
        '--remaining',
        '7',
        '--people',
        'vp-engineering,senior-engineer,senior-engineer+sre',
        '--met',
        'all',
      ],
      { decision: 'approved', reasons: ['approved'] },
    ],
    [
      ['--change', 'feature', '--remaining', '42', '--risk', 'high'],
      { decision: 'blocked', reasons: ['risk_too_high'] },
    ],
    [['--change', 'p0-hotfix', '--remaining', '18', '--automatic'], { reasons: ['manual_trigger_required'] }],
    [['--policy', 'zones', '--change', 'security', '--remaining', '-5'], { reasons: ['exempt'] }],
    [
      ['--policy', 'zones', '--change', 'security', '--remaining', '-5', '--no-claimed'],
      { decision: 'blocked', reasons: ['freeze_active', 'exemption_not_claimable'] },
    ],
  ])('%j', async (args, expected) => {
    const { code, out } = await runCli(['policy', 'decide', '--json', ...args])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject(expected)
  })

  test('says so when a role is none that is asked', async () => {
    const people = 'vp-enginering,senior-engineer+cto'
    const args = ['--change', 'p0-hotfix', '--remaining', '7', '--people', people]
    const { code, out, err } = await runCli(['policy', 'decide', ...args])
    expect(code).toBe(0)
    expect(err).toBe(
      'note: nobody is asked here as vp-enginering; did you mean vp-engineering? (known: vp-engineering, senior-engineer)\n',
    )
    expect(out).toContain('needs-approval')
    expect(out).not.toMatch(/approval_missing|freeze_active/)
  })

  test.each([
    [['--change', 'featur', '--remaining', '18'], 'no change type is called featur; did you mean feature?'],
    [['--change', 'feature', '--remaining', 'lots'], 'It must be a percentage up to 100'],
    [['--change', 'feature', '--remaining', '18', '--risk', 'low'], 'a caller may raise it, never lower it'],
    [['--change', 'feature', '--remaining', '18', '--burn', '1h'], 'such as 28d=60'],
    [['--change', 'feature', '--remaining', '18', '--exhausted-for', 'long'], 'Write 45s, 30m, 1h30m or 2d'],
    [['--change', 'feature', '--remaining', '18', '--met', 'lunch'], 'no requirement is called lunch'],
    [['--change', 'feature'], '--remaining'],
  ])('wrong usage: %j', async (args, message) => {
    const { code, err } = await runCli(['policy', 'decide', ...args])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  test('a missing policy is named with the nearest one', async () => {
    const { code, err } = await runCli([
      'policy',
      'decide',
      '--policy',
      'zone',
      '--change',
      'x',
      '--remaining',
      '1',
    ])
    expect(code).toBe(1)
    expect(err).toContain('no policy is called zone; did you mean zones?')
  })
})

describe('policy test', () => {
  test('runs what stands beside the policies', async () => {
    const { code, out } = await runCli(['policy', 'test'])
    expect(code).toBe(0)
    for (const name of ['decision-matrix', 'error-budget-policy', 'three-tier', 'tiers', 'zones'])
      expect(out).toMatch(new RegExp(`^${name}: \\d+ checks, all as expected$`, 'm'))
  })

  test('an edit that the tests did not expect fails here and in check', async () => {
    const home = await aHome()
    await home.edit('policies/zones.yaml', 'architecture: block', 'architecture: approve')
    const tested = await runCli(['policy', 'test', ...home.config])
    expect(tested.code).toBe(1)
    expect(tested.err).toContain('architecture: decision is approved, expected blocked')
    const checked = await runCli(['check', ...home.config])
    expect(checked.code).toBe(1)
    expect(checked.err + checked.out).toMatch(/zones\.test\.yaml:\d+ {2}cases\[\d+\]\.expect\.decision/)
  })

  test('tests of a policy that is not there are a mistake', async () => {
    const home = await aHome()
    const [, config = ''] = home.config
    await copyFile(join(config, 'policies', 'zones.test.yaml'), join(config, 'policies', 'zonez.test.yaml'))
    const { code, err, out } = await runCli(['check', ...home.config])
    expect(code).toBe(1)
    expect(err + out).toContain('no policy is called zonez; did you mean zones?')
  })

  test('having no tests at all is reported', async () => {
    const home = await aHome()
    const empty = join(home.dir, 'empty')
    await mkdir(join(empty, 'policies'), { recursive: true })
    await writeFile(join(empty, 'policies', 'p.yaml'), 'title: P\n')
    const { code, err } = await runCli(['policy', 'test', '--config', empty])
    expect(code).toBe(1)
    expect(err).toContain('there are no policy tests')
  })
})
