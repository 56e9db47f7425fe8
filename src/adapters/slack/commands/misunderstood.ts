/** What was typed cannot be carried out as it is. The message says in mrkdwn what would be right, and is the whole answer. */
export class Misunderstood extends Error {
  override readonly name = 'Misunderstood'
}
