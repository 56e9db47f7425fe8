import { visibleLine } from './visible-text.ts'

/** What a person or a machine wrote, on one line of Markdown that starts no markup of its own: no HTML, links, pictures, emphasis or table cells. */
export const markdownLine = (text: string): string =>
  visibleLine(text)
    .replace(/[\\`*[\]|]/g, (mark) => `\\${mark}`)
    .replace(/<(?=[A-Za-z/!?])/g, '&lt;')
