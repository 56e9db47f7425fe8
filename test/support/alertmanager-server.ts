import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './prometheus-server.ts'
import { requiredProgram } from './required-program.ts'

const PROGRAM = 'prometheus-alertmanager'

export const hasAlertmanager = (): boolean => requiredProgram(PROGRAM) !== undefined

export interface RunningAlertmanager {
  /** Sends alerts as Prometheus does. */
  send(alerts: readonly object[]): Promise<void>
  stop(): Promise<void>
}

/** Starts a real Alertmanager on free ports of 127.0.0.1. `configuration` gets the folder for its files. */
export async function startAlertmanager(
  configuration: (folder: string) => Promise<string>,
): Promise<RunningAlertmanager> {
  const program = requiredProgram(PROGRAM)
  if (program === undefined) throw new Error(`${PROGRAM} is not installed`)
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-alertmanager-'))
  const file = join(folder, 'alertmanager.yml')
  await writeFile(file, await configuration(folder))
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      // An address turns clustering off.
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const log: string[] = []
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }
    await rm(folder, { recursive: true, force: true })
  }
  if (!(await isReady(`http://${address}/-/ready`, () => child.exitCode === null))) {
    await stop()
    throw new Error(`Alertmanager did not start: ${log.join('')}`)
  }
  return {
    stop,
    send: async (alerts) => {
      const answer = await fetch(`http://${address}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
        signal: AbortSignal.timeout(10_000),
      })
      if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`)
    },
  }
}

async function isReady(url: string, isRunning: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 300 && isRunning(); tries += 1) {
    try {
      const { ok } = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      if (ok) return true
    } catch {
      // It does not listen yet.
    }
    await sleep(100)
  }
  return false
}
