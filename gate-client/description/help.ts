import { CI_SYSTEMS } from './ci-systems.ts'
import { ENDINGS } from './exit-codes.ts'
import { type Flag, FLAGS } from './flags.ts'

const systems = [...new Set(CI_SYSTEMS.map(({ name }) => name))]
const { unanswered, ...others } = ENDINGS
const told = ({ code, meaning }: { readonly code: number; readonly meaning: string }): string =>
  `${code} ${meaning}`

/** What a reader has to know beside the flags. */
export const ABOUT = `The token comes from the environment alone: BUDGETEER_TOKEN. Lengths of time have a unit: 45s, 30m, 1h30m, 2d.
Commit, run and attempt are those of ${systems.slice(0, -1).join(', ')} or ${systems.at(-1) ?? ''} if not given: a job that
failed and runs again in the same run may use its grant again; another run may not.
HTTPS_PROXY, HTTP_PROXY and NO_PROXY count. NODE_EXTRA_CA_CERTS names authorities to trust.`

export const ON_ERROR = `With --on-error, a bot that cannot be reached means ${ENDINGS.allowed.code} (allow) or ${ENDINGS.denied.code} (deny).`

/** What stands below the flags. */
const HELP_AFTER = `${ABOUT}

Exit codes: ${Object.values(others).map(told).join(', ')},
${told(unanswered)}.
${ON_ERROR}`

/** `--service <name>` */
export const synopsis = ({ name, value }: Flag): string =>
  `--${name}${value === undefined ? '' : ` ${value}`}`

/** All of `--help`. */
export function helpText(): string {
  const width = Math.max(...FLAGS.map((flag) => synopsis(flag).length))
  const lines = FLAGS.map((flag) => `  ${synopsis(flag).padEnd(width)}  ${flag.help}`)
  return `Usage: budgeteer-gate --service <name> --change <type> [flags]

Asks the bot whether a change may be deployed, and says so with its exit code.

${lines.join('\n')}

${HELP_AFTER}`
}
