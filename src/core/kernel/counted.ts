/** `1 service`, `2 services`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** `1 entry`, `2 entries` of the audit log. */
export const entriesText = (count: number): string => `${count} ${count === 1 ? 'entry' : 'entries'}`
