/** Whether rules bind. In `shadow` they only say what they would have done. */
export const ENFORCEMENTS = ['enforce', 'shadow'] as const
export type Enforcement = (typeof ENFORCEMENTS)[number]
