import { type Command, Option } from 'commander'
import { runGate } from '../../gate-client/client/run-gate.ts'
import { machine, type Surroundings } from '../../gate-client/client/surroundings.ts'
import { FLAGS } from '../../gate-client/description/flags.ts'
import { ENDINGS } from '../../gate-client/description/exit-codes.ts'
import { ABOUT, ON_ERROR, synopsis } from '../../gate-client/description/help.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

const HELP: HelpPage = {
  about: [ABOUT.replaceAll('\n', ' '), ON_ERROR],
  exits: Object.fromEntries(Object.values(ENDINGS).map(({ code, meaning }) => [code, meaning])),
  examples: [
    'budgeteer gate --service checkout --change feature',
    'budgeteer gate --service checkout --change feature --wait 30m --on-error deny',
    'budgeteer gate --service checkout --change feature --dry-run --json | jq .decision',
  ],
}

type Options = Readonly<Record<string, string | true>>

/**
 * `budgeteer gate`: asks the running bot whether a change may be deployed, and says so with its exit code. It is the gate
 * client that the bot serves to pipelines, with this command line around it.
 */
export function gateCommand(command: Command, surroundings: Surroundings = machine): Command {
  for (const flag of FLAGS) {
    const option = new Option(synopsis(flag), flag.help)
    command.addOption(flag.kind === 'verdict' ? option.choices(['allow', 'deny']) : option)
  }
  return withHelp(command, HELP).action(async (options: Options) => {
    const given = command.options.flatMap((option) => {
      const value = options[option.attributeName()]
      return value === undefined ? [] : [[option.long?.slice(2) ?? '', value === true ? '' : value] as const]
    })
    process.exitCode = await runGate(new Map(given), surroundings)
  })
}
