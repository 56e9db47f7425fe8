/** What an audit entry says there; empty where it says no text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
