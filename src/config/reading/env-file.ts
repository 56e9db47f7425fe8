import { parseEnv } from 'node:util'
import { textOf } from './text-files.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment with what a `.env` file adds. The real environment wins; a file that is not there adds nothing. */
export async function withEnvFile(path: string, env: Environment): Promise<Environment> {
  const text = await textOf(path).catch((cause: unknown) => {
    throw new Error(`${path} could not be read`, { cause })
  })
  return text === undefined ? env : { ...parseEnv(text), ...env }
}
