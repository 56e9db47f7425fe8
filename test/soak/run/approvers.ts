import { DEVELOPER, OWNER, SENIOR_1, SRE_1 } from '../../../demo/cast.ts'
import { buttonNamed } from '../../../demo/workspace/find-element.ts'
import type { Message } from '../../../demo/workspace/state.ts'
import type { Workspace } from '../../../demo/workspace/workspace.ts'

/** More than a level has seats for. */
const CLICKERS = [OWNER, SENIOR_1, SRE_1]

/** People who ask for deploys and click on them, several times each, whichever replica takes it. */
export class Approvers {
  pressed = 0
  /** Acknowledged by a replica in time. */
  taken = 0
  readonly #workspace: Workspace

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** What can be approved in the channel, oldest first. */
  get open(): readonly Message[] {
    return this.#workspace
      .messages('deploy-approvals')
      .filter(({ blocks, threadTs }) => threadTs === null && JSON.stringify(blocks).includes('"Approve"'))
  }

  async asks(revision: string): Promise<void> {
    const line = `/deploy request checkout ${revision} p0-hotfix`
    await this.#workspace.runCommand(DEVELOPER.id, 'C0ENGINEERING', line)
  }

  /** Clicks on a request, everybody twice at once. */
  async decide(message: Message): Promise<void> {
    const approve = buttonNamed(message, 'Approve')
    const presses = CLICKERS.flatMap(({ id }) => [id, id])
    const outcomes = await Promise.all(presses.map((id) => this.#workspace.press(id, message, approve)))
    this.pressed += outcomes.length
    this.taken += outcomes.filter(({ failure }) => failure === null).length
  }
}
