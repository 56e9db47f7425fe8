/** Text from the outside that a terminal shows as it is: no control characters. */
export const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ')
