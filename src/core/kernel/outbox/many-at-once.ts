/** So many heads for one channel at once are told in one message. */
export const DIGEST_FROM = 4

/** What the subjects of posts about many alerts or incidents begin with. */
export const BURN_DIGEST = 'burn-digest/'
export const INCIDENT_STORM = 'incident-storm/'
export const LEVEL_DIGEST = 'digest/'

/** Whether a post is about many: what becomes of one of them edits it, and adds nothing to its thread. */
export const isAboutMany = (subject: string): boolean =>
  subject.startsWith(BURN_DIGEST) || subject.startsWith(INCIDENT_STORM)

/** Whether a level was announced with many others: its thread takes nothing for each service that can be left out. */
export const isLevelDigest = (subject: string): boolean => subject.startsWith(LEVEL_DIGEST)
