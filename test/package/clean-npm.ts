import { execFile } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { promisify } from 'node:util'

/**
 * Runs npm with the settings of whoever runs the tests, such as the registry, but not with those of an npm that runs the
 * tests. A download that fails is tried again. Rejects with what npm said.
 */
export async function npm(args: readonly string[], cwd: string): Promise<void> {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund', '--fetch-retries=5'], {
    cwd,
    env: { ...Object.fromEntries(own), PATH },
  })
}
