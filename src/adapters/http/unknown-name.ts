import { suggestion } from '../../core/kernel/nearest.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { FieldError } from './problem.ts'

/** Text from a caller, short enough to repeat to it. */
const SHOWN_CHARACTERS = 64
/** A longer list of names does not help. */
const LISTED_NAMES = 40

/** `there is no service "chekout"; did you mean checkout-api? (known: …)` */
export function unknownName(what: string, typed: string, known: Iterable<string>): string {
  const names = [...known]
  const shown = typed.length > SHOWN_CHARACTERS ? `${typed.slice(0, SHOWN_CHARACTERS)}…` : typed
  return `there is no ${what} "${shown}"${suggestion(shown, names.slice(0, LISTED_NAMES))}`
}

/** What is wrong with the field `service` of a call: nothing when there is such a service. */
export const unknownService = (typed: string, { services }: Catalog): readonly FieldError[] =>
  services.has(typed) ? [] : [{ pointer: '/service', detail: unknownName('service', typed, services.keys()) }]
