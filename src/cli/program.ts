import { Command } from 'commander'
import { complain, marked } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { standardOutput } from './terminal/terminal.ts'

interface Listed {
  readonly description: string
  /** Gives what adds arguments, options and action to a command. */
  readonly load: () => Promise<(command: Command) => unknown>
}

interface ListedGroup {
  readonly description: string
  readonly commands: Readonly<Record<string, Listed>>
}

/** Every command by its name, in the order of `--help`. Only the one that is asked for is loaded. */
const COMMANDS: Readonly<Record<string, Listed | ListedGroup>> = {
  start: {
    description: 'Run the bot',
    load: async () => (await import('./start.ts')).startCommand,
  },
  demo: {
    description: 'Try Budgeteer without any account: a workspace in the browser, and services to break',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  init: {
    description: 'Write a first configuration from what Prometheus holds',
    load: async () => (await import('./init.ts')).initCommand,
  },
  check: {
    description: 'Check configuration, policies, SLOs and templates',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  gate: {
    description: 'Ask the running bot: may this change be deployed?',
    load: async () => (await import('./gate.ts')).gateCommand,
  },
  doctor: {
    description: 'Look at everything that the bot needs, and say what to fix',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  status: {
    description: 'Measure every SLO once and print where the services stand',
    load: async () => (await import('./status.ts')).statusCommand,
  },
  backtest: {
    description: 'Play the policy over the last days or months, and print what it would have done',
    load: async () => (await import('./backtest.ts')).backtestCommand,
  },
  report: {
    description: 'Print the report of a week, a month or a quarter',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  outcomes: {
    description: 'Print what became of a quarter’s exceptions, overrides, silver bullets and approvals',
    load: async () => (await import('./outcomes.ts')).outcomesCommand,
  },
  policy: {
    description: 'Show, ask and test an error budget policy',
    commands: {
      table: {
        description: 'Print what each change type gets at each level',
        load: async () => (await import('./policy-table.ts')).policyTableCommand,
      },
      decide: {
        description: 'Explain what a policy says of one change',
        load: async () => (await import('./policy-decide.ts')).policyDecideCommand,
      },
      test: {
        description: 'Run the tests that stand beside the policies',
        load: async () => (await import('./policy-test.ts')).policyTestCommand,
      },
      replay: {
        description:
          'Play a policy over what the bot recorded: what would have been announced, blocked, asked',
        load: async () => (await import('./policy-replay.ts')).policyReplayCommand,
      },
    },
  },
  budget: {
    description:
      'Print what an objective allows: for how long everything may fail, and when burn alerts fire',
    load: async () => (await import('./budget.ts')).budgetCommand,
  },
  simulate: {
    description: 'Say what would come of an outage, deployments or another objective',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  suggest: {
    description: 'Say what objectives the past supports, and which burn alerts they would have fired',
    load: async () => (await import('./suggest.ts')).suggestCommand,
  },
  risks: {
    description: 'Rank what may go wrong against the budget of a year, and play the year by chance',
    load: async () => (await import('./risks.ts')).risksCommand,
  },
  rules: {
    description: 'Write Prometheus recording rules and alerts for the SLOs',
    load: async () => (await import('./rules.ts')).rulesCommand,
  },
  dashboard: {
    description: 'Write dashboards for Grafana: the budgets, SLIs, and the bot itself',
    load: async () => (await import('./dashboard.ts')).dashboardCommand,
  },
  audit: {
    description: 'The record of every decision',
    commands: {
      verify: {
        description: 'Check that each entry follows from the one before',
        load: async () => (await import('./audit/verify.ts')).auditVerifyCommand,
      },
      export: {
        description: 'Print every entry as a line of JSON, oldest first',
        load: async () => (await import('./audit/export.ts')).auditExportCommand,
      },
    },
  },
  backup: {
    description: 'Copy the store while the bot runs',
    load: async () => (await import('./backup.ts')).backupCommand,
  },
  restore: {
    description: 'Put a copy of the store in its place',
    load: async () => (await import('./restore.ts')).restoreCommand,
  },
  migrate: {
    description: 'Move the store into another database, such as PostgreSQL',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  exception: {
    description: 'Freeze exceptions, as records to read and keep',
    commands: {
      export: {
        description: "Print an exception as Markdown, in the form of the policy's template",
        load: async () => (await import('./exception.ts')).exceptionExportCommand,
      },
    },
  },
  postmortem: {
    description: 'Draw up the postmortem of an incident from what is on record, naming nobody',
    load: async () => (await import('./postmortem.ts')).postmortemCommand,
  },
  import: {
    description: 'Read SLOs of Sloth, OpenSLO and Pyrra into files of Budgeteer',
    load: async () => (await import('./import.ts')).importCommand,
  },
  manifest: {
    description: 'Print the manifest of the Slack app',
    load: async () => (await import('./manifest.ts')).manifestCommand,
  },
  completion: {
    description: 'Print what completes commands and options in your shell',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
}

const PROXIED = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']

/** Runs the command that the command line names. */
export async function runProgram(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  if (/^(-V|--version)$/.test(args[0] ?? '')) {
    console.log(await (await import('./terminal/own-version.ts')).ownVersion())
    return
  }
  // The clock's sleeps keep no process alive; a command under way does.
  const underWay = setInterval(() => undefined, 60_000)
  try {
    if (PROXIED.some((name) => process.env[name]))
      (await import('../adapters/system/proxies.ts')).useProxies()
    const asked = args.filter((arg) => !arg.startsWith('-') && arg !== 'help')
    const program = asked[0] === 'completion' ? await wholeProgram() : rootCommand()
    if (program.commands.length === 0) await addCommands(program, COMMANDS, asked)
    const asksHelp = args.some((arg) => HELP_WORDS.has(arg))
    await program.parseAsync((asksHelp && unknownCommand(asked)) || args, { from: 'user' })
  } catch (error) {
    const told = (await import('./terminal/told-error.ts')).toldError(error)
    if (typeof told === 'string') complain(told)
    else console.error(told)
    // A bot that came up in part still holds connections: nothing waits for them.
    process.exit(EXIT.error)
  } finally {
    clearInterval(underWay)
  }
}

const HELP_WORDS: ReadonlySet<string> = new Set(['help', '-h', '--help'])

/** The command that there is not, without the request for its help: the answer to that would be the help of another. */
function unknownCommand([first = '', second]: readonly string[]): readonly string[] | undefined {
  const listed = COMMANDS[first]
  if (listed === undefined) return first === '' ? undefined : [first]
  return 'commands' in listed && second !== undefined && listed.commands[second] === undefined
    ? [first, second]
    : undefined
}

/** The program with every command loaded, for those who read all of it. */
export async function wholeProgram(): Promise<Command> {
  const program = rootCommand()
  await addCommands(program, COMMANDS, 'all')
  return program
}

const HELP = '\nbudgeteer <command> --help shows options, exit codes and examples of a command.'

const rootCommand = (): Command =>
  new Command('budgeteer')
    .option('-V, --version', 'print the version')
    .description('An error-budget bot for Slack: budgets, freezes, approvals, and the gate of CI/CD')
    // Wrong usage exits 2 (the library would say 1); help exits 0. The commands below inherit all of it.
    .showHelpAfterError('(--help says what there is)')
    .addHelpText('after', HELP)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.good : EXIT.usage))
    .configureHelp({ styleTitle: (title) => standardOutput().paint(title, 'heading') })
    .configureOutput({ outputError: (text, write) => write(marked(text)) })

/** Names all commands, and loads the one that is asked for. */
async function addCommands(
  parent: Command,
  commands: Readonly<Record<string, Listed | ListedGroup>>,
  asked: readonly string[] | 'all',
): Promise<void> {
  const [first, ...rest] = asked === 'all' ? [] : asked
  for (const [name, listed] of Object.entries(commands)) {
    const command = parent.command(name).description(listed.description)
    if ('commands' in listed) {
      await addCommands(command, listed.commands, asked === 'all' ? 'all' : name === first ? rest : [])
    } else if (asked === 'all' || name === first) (await listed.load())(command)
  }
}
