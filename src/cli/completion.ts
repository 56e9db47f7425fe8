import { Argument, type Command } from 'commander'
import { bashCompletion } from './completion/bash.ts'
import { completionTree } from './completion/completion-tree.ts'
import { fishCompletion } from './completion/fish.ts'
import { zshCompletion } from './completion/zsh.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

const HELP: HelpPage = {
  about: [
    'Completes commands, options, and the values that an option chooses from; files and folders where one is asked for. Print it again after an upgrade.',
  ],
  exits: { 0: 'it was printed' },
  examples: [
    'source <(budgeteer completion bash)     # in ~/.bashrc',
    'budgeteer completion zsh > ~/.zfunc/_budgeteer     # with fpath+=~/.zfunc before compinit',
    'budgeteer completion fish > ~/.config/fish/completions/budgeteer.fish',
  ],
}

/** `budgeteer completion <shell>`: a script for the shell, from the commands that there are. */
export const completionCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => {
      process.stdout.write(SHELLS[shell](completionTree(command.parent ?? command)))
    })
