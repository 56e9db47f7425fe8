import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CI_SYSTEMS, REVISIONS } from '../description/ci-systems.ts'
import { ENDINGS } from '../description/exit-codes.ts'
import { type Flag, FLAGS } from '../description/flags.ts'
import { helpText } from '../description/help.ts'
import { DEFAULTS, PAUSES } from '../description/pauses.ts'

const PARTS = join(import.meta.dirname, '..', 'shell')

/** budgeteer-gate.sh: the script with what the description says put in for each `@NAME@`. */
export async function shellClient(): Promise<string> {
  const script = await readFile(join(PARTS, 'budgeteer-gate.sh'), 'utf8')
  const awk = await readFile(join(PARTS, 'read-answer.awk'), 'utf8')
  if (awk.includes("'")) throw new Error("read-answer.awk stands within '…' and must hold none itself")
  const parts = described()
  return filled(script, { ...parts, AWK: filled(awk, parts).trim() })
}

const filled = (text: string, parts: Readonly<Record<string, string>>): string =>
  text.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`the shell client asks for @${name}@, which nothing describes`)
    return part
  })

const variable = ({ name }: Flag): string => `flag_${name.replaceAll('-', '_')}`
const alternatives = (flags: readonly Flag[]): string => flags.map(({ name }) => `--${name}`).join(' | ')
const lines = (all: readonly string[]): string => all.join('\n')

function described(): Record<string, string> {
  const valued = FLAGS.filter(({ value }) => value?.startsWith('<'))
  return {
    HELP: helpText(),
    ENDINGS: lines(
      Object.entries(ENDINGS).map(
        ([ending, { code, title }]) => `    ${ending}) code=${code} title='${title}' ;;`,
      ),
    ),
    VARIABLES: FLAGS.map(variable).join(' '),
    SWITCHES: alternatives(FLAGS.filter(({ value }) => value === undefined)),
    OPTIONALS: alternatives(FLAGS.filter(({ value }) => value?.startsWith('['))),
    VALUED: alternatives(valued),
    FLAGS: FLAGS.map(({ name }) => `--${name}`).join(', '),
    ASSIGNMENTS: lines(FLAGS.map((flag) => `    --${flag.name}) ${variable(flag)}=$value ;;`)),
    REVISIONS: REVISIONS.join(' '),
    CI_SYSTEMS: CI_SYSTEMS.map(({ run, attempt = '', from = 1 }) => `ci ${run} '${attempt}' ${from}`).join(
      ' ||\n  ',
    ),
    CHECKS: lines(FLAGS.map(check)),
    FIELDS: lines(FLAGS.flatMap((flag) => (flag.field === undefined ? [] : [field(flag, flag.field)]))),
    ALLOWED: ENDINGS.allowed.meaning,
    DENIED: ENDINGS.denied.meaning,
    WAITING: ENDINGS.waiting.meaning,
    WAIT: DEFAULTS.wait,
    TIMEOUT: DEFAULTS.timeout,
    RETRIES: DEFAULTS.retries,
    FIRST_RETRY_MS: `${PAUSES.firstRetryMs}`,
    LONGEST_RETRY_MS: `${PAUSES.longestRetryMs}`,
    FIRST_POLL_MS: `${PAUSES.firstPollMs}`,
    LONGEST_POLL_MS: `${PAUSES.longestPollMs}`,
  }
}

function check(flag: Flag): string {
  const given = `[ -z "\${${variable(flag)}+x}" ] || may_be ${flag.kind} --${flag.name} "$${variable(flag)}"`
  if (!flag.required) return given
  const missing = `[ -n "\${${variable(flag)}+x}" ] || wrong '--${flag.name} ${flag.value ?? ''} is missing'`
  return `${missing}\n${given}`
}

/** Adds the flag's field to the body of the question. */
function field(flag: Flag, name: string): string {
  const value =
    {
      count: `$${variable(flag)}`,
      names: `$(list "$${variable(flag)}")`,
      switch: 'true',
    }[flag.kind as string] ?? `$(quoted "$${variable(flag)}")`
  return `[ -z "\${${variable(flag)}+x}" ] || body="$body,\\"${name}\\":${value}"`
}
