import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const PATIENCE_MS = 5_000

/** The commit of a checkout, with `-dirty` when files differ from it. Null outside a checkout and without git. */
export async function commitOf(folder: string): Promise<string | null> {
  const args = ['-C', folder, 'describe', '--always', '--exclude', '*', '--abbrev=12', '--dirty']
  try {
    const { stdout } = await promisify(execFile)('git', args, { timeout: PATIENCE_MS })
    return stdout.trim()
  } catch {
    return null
  }
}
