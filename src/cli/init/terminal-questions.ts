import { confirm, isCancel, multiselect, select, text } from '@clack/prompts'
import { plain } from '../terminal/plain.ts'
import { type Choice, Interrupted, type Questions } from './questions.ts'

/** Questions on this process's terminal. */
export const terminalQuestions = (): Questions => ({
  async text({ message, example, usual, fault }) {
    const answer = await text({
      message,
      ...(example !== undefined && { placeholder: example }),
      ...(usual !== undefined && { defaultValue: usual, placeholder: usual }),
      validate: (typed) => {
        const meant = typed?.trim() ?? ''
        return fault(meant === '' && usual !== undefined ? usual : meant)
      },
    })
    return answered(answer).trim()
  },
  choose: async (message, choices, usual) =>
    answered(await select({ message, options: choices.map(shown), initialValue: usual })),
  pick: async (message, choices, usual) =>
    answered(
      await multiselect({ message, options: choices.map(shown), initialValues: [...usual], required: true }),
    ),
  confirm: async (message) => answered(await confirm({ message })),
})

const shown = ({ value, label, hint }: Choice) => ({
  value,
  label: plain(label),
  ...(hint !== undefined && { hint: plain(hint) }),
})

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw new Interrupted()
  return answer as Exclude<Answer, symbol>
}
