/** A command that cannot be carried out. The message, in mrkdwn, says what would be right, and is the whole answer. */
export class Misunderstood extends Error {
  override readonly name = 'Misunderstood'
}
