import { BASE_STYLE } from './base-style.ts'
import { OVERVIEW_STYLE } from './overview/overview-style.ts'
import { RECORD_STYLE } from './records/record-style.ts'
import { PRINT_STYLE } from './print-style.ts'

/** The one style of all pages. Light and dark by the reader's own setting. */
export const PAGE_STYLE = [BASE_STYLE, OVERVIEW_STYLE, RECORD_STYLE, PRINT_STYLE].join('')
