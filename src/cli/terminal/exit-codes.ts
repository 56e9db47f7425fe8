import type { Command } from 'commander'

/** What a shell sees. Pipelines depend on these. */
export const EXIT = {
  good: 0,
  error: 1,
  usage: 2,
  denied: 3,
  waiting: 4,
  /** By Ctrl-C, as shells count it. */
  interrupted: 130,
} as const

/** Wrong usage exits 2 (the library would say 1); help and version exit 0. Subcommands do not inherit it. */
export function exitOnWrongUsage(command: Command): Command {
  return command.exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.good : EXIT.usage)
  })
}
