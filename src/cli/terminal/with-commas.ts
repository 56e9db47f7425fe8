/** The parts of a value such as `tests,rollback plan`. */
export const withCommas = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
