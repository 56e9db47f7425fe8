import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment with what a `.env` file adds. The real environment wins; a file that is not there adds nothing. */
export async function withEnvFile(path: string, env: Environment): Promise<Environment> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return env
    throw new Error(`${path} could not be read`, { cause })
  }
  return { ...parseEnv(text), ...env }
}
