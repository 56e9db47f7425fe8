import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { requiredProgram } from '../../support/required-program.ts'

const UNIT = join(PROJECT_ROOT, 'deploy/systemd/budgeteer.service')
const analyze = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)('systemd-analyze', args)

describe.skipIf(requiredProgram('systemd-analyze') === undefined)('the unit (needs systemd-analyze)', () => {
  /** The unit with a program that is there: /opt/budgeteer is not installed where the tests run. */
  const verified = async (edit: (unit: string) => string = (unit) => unit): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'budgeteer-unit-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'budgeteer.service')
    const unit = await readFile(UNIT, 'utf8')
    await writeFile(file, edit(unit.replace('/opt/budgeteer/bin/budgeteer', process.execPath)))
    return (await analyze('verify', '--man=no', file)).stderr.replaceAll(folder, '')
  }

  test('is what systemd understands, line for line', async () => {
    expect(await verified()).toBe('')
    expect(await verified((unit) => unit.replace('Restart=', 'Restrat='))).toContain("Unknown key 'Restrat'")
  })

  test('lets the bot do so little that its exposure is below 3 of 10', async () => {
    const { stdout } = await analyze('security', '--offline=true', '--threshold=30', '--no-pager', UNIT)
    const exposure = /Overall exposure level for budgeteer\.service: ([\d.]+)/.exec(stdout)?.[1]
    expect(Number(exposure)).toBeLessThan(3)
  })
})
