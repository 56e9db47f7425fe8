/** A person's identity, as the workspace vouches for it. */
export type Identity =
  | {
      readonly known: true
      readonly userId: string
      readonly name: string
      /** Empty when the person counts; else why not. */
      readonly barred: '' | 'deactivated' | 'bot' | 'guest' | 'external'
      /** Ids of the user groups that the person is in; null while the workspace does not say. */
      readonly groups: ReadonlySet<string> | null
      /** Where they are, such as `Europe/Berlin`, if the workspace knows. */
      readonly timeZone?: string
    }
  /** The directory did not answer, and its last answer is older than five minutes. Never read as yes. */
  | { readonly known: false; readonly userId: string; readonly reason: string }

/** Why a person may not act; null when they may. */
export function doubtAbout(identity: Identity | undefined): string | null {
  if (identity === undefined || !identity.known)
    return 'I could not look up who you are just now, so I cannot take this. Please try again in a minute.'
  switch (identity.barred) {
    case '':
      return null
    case 'bot':
      return 'Bots take no part in deploy decisions.'
    case 'deactivated':
      return 'This account is deactivated.'
    case 'guest':
    case 'external':
      return 'Only full members of this workspace take part in deploy decisions.'
  }
}
