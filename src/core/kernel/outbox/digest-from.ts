/** So many heads for one channel at once are told in one digest, each with its own words in the thread. */
export const DIGEST_FROM = 4
