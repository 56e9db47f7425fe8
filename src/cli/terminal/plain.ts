import { visible } from '../../core/kernel/visible-text.ts'

/** Text from the outside that a terminal shows as it is: no control characters, and none that turn the line around. */
export const plain = (text: string): string => visible(text.replaceAll(/\p{Cc}/gu, ' '))
