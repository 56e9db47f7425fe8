import { join } from 'node:path'

/** The folder of package.json: where config/, messages/ and data/ are looked for unless told otherwise. */
export const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..')
