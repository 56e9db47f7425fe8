import { execFile } from 'node:child_process'
import { requiredProgram } from '../../../support/required-program.ts'

export interface Said {
  readonly code: number
  readonly text: string
}

/** Runs promtool; what it says goes to both outputs, whatever comes of it. */
export function promtool(args: readonly string[]): Promise<Said> {
  const program = requiredProgram('promtool')
  if (program === undefined) throw new Error('promtool is not installed')
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, text: stdout + stderr })
    })
  })
}
