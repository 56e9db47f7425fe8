import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { requiredProgram } from './required-program.ts'

const SCRIPT = 'script'

/** Whether a pseudo-terminal can be had here, from util-linux. */
export const hasTerminal = (): boolean => requiredProgram(SCRIPT) !== undefined

/** Keys as a terminal sends them. */
export const KEYS = {
  enter: '\r',
  space: ' ',
  down: '\u001B[B',
  back: '\u007F',
  interrupt: '\u0003',
} as const

export interface OnTerminal {
  /** Waits until a text is shown that was not there at the last wait, and then presses keys. */
  press(keys: string, when: string): Promise<void>
  /** Exit code, and all that was shown, without colours and movements. */
  readonly ended: Promise<{ readonly code: number | null; readonly shown: string }>
}

/** Runs a command on a terminal of its own, 120 columns wide. */
export function onTerminal(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): OnTerminal {
  const quoted = command.map((part) => `'${part.replaceAll("'", `'\\''`)}'`).join(' ')
  const child = spawn(SCRIPT, ['-qefc', `stty cols 120 rows 40; exec ${quoted}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  // Whatever a question still waits for.
  onTestFinished(() => void child.kill('SIGKILL'))
  let shown = ''
  let seenTo = 0
  const changed = new EventTarget()
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    shown = plainText(shown + chunk)
    changed.dispatchEvent(new Event('change'))
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, shown }))
  return {
    ended,
    async press(keys, when) {
      const isShown = (): boolean => shown.includes(when, seenTo)
      while (!isShown()) {
        const changes = await Promise.race([once(changed, 'change'), ended])
        if (!isShown() && 'code' in changes)
          throw new Error(`it ended without showing "${when}":\n${changes.shown}`)
      }
      seenTo = shown.indexOf(when, seenTo) + when.length
      child.stdin.write(keys)
    },
  }
}

/** Without what moves the cursor and colours. */
const plainText = (text: string): string => text.replaceAll(/\u001B(\[[0-9;?]*[A-Za-z]|[78])/g, '')
