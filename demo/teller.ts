/** Who tells the story as it goes; what the bot writes, the teller sees in the workspace. */
export interface Teller {
  chapter(title: string): void
  /** `what` follows the person's name: `types /budget status`. */
  does(userId: string, what: string): void
  gateSays(allowed: boolean, explanation: string): void
  line(text: string): void
}
