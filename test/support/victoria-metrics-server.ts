import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './prometheus-server.ts'
import { requiredProgram } from './required-program.ts'

export interface RunningVictoriaMetrics {
  readonly url: string
  stop(): Promise<void>
}

/** Whether a real VictoriaMetrics can be started here. */
export const hasVictoriaMetrics = (): boolean => requiredProgram('victoria-metrics') !== undefined

/**
 * Starts a real VictoriaMetrics on a free port of 127.0.0.1 with this history: lines of the exposition format with timestamps
 * in milliseconds.
 */
export async function startVictoriaMetrics(history: string): Promise<RunningVictoriaMetrics> {
  const program = requiredProgram('victoria-metrics')
  if (program === undefined) throw new Error('victoria-metrics is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-victoria-'))
  const port = await freePort()
  const child = spawn(
    program,
    [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=10y',
      '-search.latencyOffset=0s',
      '-search.disableCache',
    ],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}`
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url)
    await load(url, history)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (answer?.ok === true) return
    await setTimeout(100)
  }
  throw new Error('victoria-metrics did not start')
}

async function load(url: string, history: string): Promise<void> {
  const loaded = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body: history })
  if (!loaded.ok) throw new Error(`the history was refused: ${await loaded.text()}`)
  // What was written is searched only after it was flushed.
  await fetch(`${url}/internal/force_flush`)
}
