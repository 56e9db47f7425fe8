import { parseEnv } from 'node:util'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { textOf } from './text-files.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment with what a `.env` file adds. The real environment wins; a file that is not there adds nothing. */
export async function withEnvFile(path: string, env: Environment): Promise<Environment> {
  const text = await textOf(path).catch((cause: unknown) => {
    throw new OperatorError(`${path} could not be read`, 'see who may read it', { cause })
  })
  return text === undefined ? env : { ...parseEnv(text), ...env }
}
