import type { PageChannel, PagePerson } from '../workspace/page-protocol.ts'
import type { FieldValue } from './fields.ts'
import type { Json } from './json.ts'
import type { TextContext } from './mrkdwn-view.ts'

/** Where blocks stand, a message or a modal, as far as their elements need it. */
export interface BlockHost {
  readonly text: TextContext
  readonly people: readonly PagePerson[]
  readonly channels: readonly PageChannel[]
  /** What a field holds at the moment. */
  valueOf(blockId: string, actionId: string, element: Json): FieldValue
  /** Somebody typed or chose. */
  changed(blockId: string, actionId: string, value: FieldValue): void
  /** Somebody pressed a button, or chose where a choice is an action; the app is told. */
  acted(blockId: string, actionId: string, value: FieldValue, source: HTMLElement): void
  /** The message under a field after a refused submission. */
  errorOf(blockId: string): string | null
}

/** One interactive element in its place. */
export interface Slot {
  readonly host: BlockHost
  readonly blockId: string
  readonly actionId: string
  readonly element: Json
  /** Whether a change is told to the app at once: always outside inputs, inside them only with `dispatch_action`. */
  readonly acts: boolean
  /** Ids of the label and of the hint and error, or a label of its own. */
  readonly labelledBy: string | null
  readonly describedBy: string | null
  readonly label: string
  readonly inputId: string
}
