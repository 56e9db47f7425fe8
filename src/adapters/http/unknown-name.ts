import { suggestion } from '../../core/kernel/nearest.ts'

/** Text from a caller, short enough to repeat to it. */
const SHOWN_CHARACTERS = 64
/** A longer list of names helps nobody. */
const LISTED_NAMES = 40

/** `there is no service "chekout"; did you mean checkout-api? (known: …)` */
export function unknownName(what: string, typed: string, known: Iterable<string>): string {
  const names = [...known]
  const shown = typed.length > SHOWN_CHARACTERS ? `${typed.slice(0, SHOWN_CHARACTERS)}…` : typed
  return `there is no ${what} "${shown}"${suggestion(shown, names.slice(0, LISTED_NAMES))}`
}
