/** Somebody else is at the file; a moment later it may be done. */
export class ContendedError extends Error {
  override readonly name = 'ContendedError'
}
