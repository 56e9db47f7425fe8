import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requiredProgram } from './required-program.ts'
import { startServer } from './server-process.ts'

const PROGRAM = 'prometheus-alertmanager'

export const hasAlertmanager = (): boolean => requiredProgram(PROGRAM) !== undefined

export interface RunningAlertmanager {
  /** Sends alerts as Prometheus does. */
  send(alerts: readonly object[]): Promise<void>
  stop(): Promise<void>
}

/** Starts a real Alertmanager on a free port of 127.0.0.1. `configuration` gets the folder for its files. */
export async function startAlertmanager(
  configuration: (folder: string) => Promise<string>,
): Promise<RunningAlertmanager> {
  const { url, stop } = await startServer({
    program: PROGRAM,
    readyPath: '/-/ready',
    commandLine: async (folder, address) => {
      const file = join(folder, 'alertmanager.yml')
      await writeFile(file, await configuration(folder))
      return [
        `--config.file=${file}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        // An address turns clustering off.
        '--cluster.listen-address=',
      ]
    },
  })
  return {
    stop,
    send: async (alerts) => {
      const answer = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
        signal: AbortSignal.timeout(10_000),
      })
      if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`)
    },
  }
}
