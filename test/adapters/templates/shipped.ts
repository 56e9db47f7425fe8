import { loadMessages } from '../../../src/adapters/templates/load-messages.ts'

export const MESSAGES = new URL('../../../messages', import.meta.url).pathname

function shipped() {
  const loaded = loadMessages(MESSAGES)
  if (!loaded.ok)
    throw new Error(loaded.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  return loaded.renderer
}

/** The templates that ship. */
export const renderer = shipped()
