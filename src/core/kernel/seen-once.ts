/** Port: names of what counts once, such as a click, kept for as long as it may be delivered again. */
export interface SeenOnce {
  /** True for the first who asks about the name, whichever replica, also after a restart. */
  isFirst(name: string, at: number): Promise<boolean>
}
