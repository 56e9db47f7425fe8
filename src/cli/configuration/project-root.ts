import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder of package.json, of a clone or of the installed package: what ships lies here. */
export const PROJECT_ROOT = dirname(findPackageJSON(import.meta.url) ?? join(import.meta.dirname, '.'))
