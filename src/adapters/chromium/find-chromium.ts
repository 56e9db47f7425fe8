import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { OperatorError } from '../../core/kernel/operator-error.ts'

/** What the browser is called where it is installed. Any browser of Chromium's prints alike. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'] as const

/** Names the browser, where it is not on the path. */
export const CHROMIUM_VARIABLE = 'BUDGETEER_CHROMIUM'

/**
 * The browser that prints: the one that is named, by a flag or by the environment, else the first on the path.
 * @throws OperatorError where there is none
 */
export async function findChromium(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const wanted = named ?? environment[CHROMIUM_VARIABLE]
  if (wanted !== undefined && wanted !== '') {
    if (await isProgram(wanted)) return wanted
    throw new OperatorError(
      `${wanted} is no program that can be run`,
      `name Chromium’s or Chrome’s with --chromium or ${CHROMIUM_VARIABLE}`,
    )
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const path of NAMES.flatMap((name) => folders.map((folder) => join(folder, name))))
    if (await isProgram(path)) return path
  throw new OperatorError(
    `a PDF is printed by Chromium, and none of ${NAMES.join(', ')} is on the path`,
    `install one, name it with --chromium or ${CHROMIUM_VARIABLE}, or write HTML, which every browser prints`,
  )
}

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
