import type { GivenFlags } from '../client/given-flags.ts'
import { WrongUsage } from '../client/given-flags.ts'
import type { Surroundings } from '../client/surroundings.ts'
import { FLAGS } from '../description/flags.ts'

type Env = Surroundings['env']

/** An input of the step, as GitHub's runner hands it on; empty where it was not given. */
export const input = (env: Env, name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()

/** True or false, as YAML 1.2 writes them. Throws WrongUsage. */
export function truth(env: Env, name: string, otherwise: boolean): boolean {
  const text = input(env, name)
  if (text === '') return otherwise
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  throw new WrongUsage(`${name} is ${text}: it must be true or false`)
}

/** The inputs as flags of the client; one that is empty was not given. */
export function flagsOf(env: Env): GivenFlags {
  const given = new Map<string, string>()
  for (const { name, value } of FLAGS) {
    const text = input(env, name)
    // `wait: true` waits as long as the client does where no length of time is given.
    if (value === undefined) {
      if (truth(env, name, false)) given.set(name, '')
    } else if (value.startsWith('[') && /^(true|false)$/i.test(text)) {
      if (truth(env, name, false)) given.set(name, '')
    } else if (text !== '') given.set(name, text)
  }
  return given
}
