import type { ViewsOpenArguments } from '@slack/web-api'

import type { Answer } from '../answer.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import type { Word } from './words.ts'

export type SlashCommand = '/budget' | '/deploy'

/** Somebody typed a subcommand. */
export interface Call {
  /** What follows the subcommand's name. */
  readonly words: readonly Word[]
  /** From Slack's signed payload. */
  readonly userId: string
  readonly channelId: string
  readonly now: number
  readonly useCases: UseCases
  /** Opens a modal in front of the person; works once, within three seconds. */
  openModal(view: ViewsOpenArguments['view']): Promise<OpenedModal>
}

/** A modal on the screen, for the updates that follow. */
export interface OpenedModal {
  readonly id: string
  readonly hash: string
}

/** One thing that can be typed after a slash command. The registry makes help and completion from it. */
export interface Subcommand {
  readonly command: SlashCommand
  /** One word or several: `status`, `incident add`. */
  readonly name: string
  /** Arguments as help shows them. Required ones in angle brackets. */
  readonly usage: string
  readonly summary: string
  /** Null when the answer is a modal. Throws Misunderstood for a command that cannot be carried out. */
  run(call: Call): Promise<Answer | null>
}
