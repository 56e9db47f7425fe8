import { join } from 'node:path'
import { requiredProgram } from './required-program.ts'
import { type RunningServer, startServer } from './server-process.ts'

const PROGRAM = 'victoria-metrics'

export type RunningVictoriaMetrics = RunningServer

/** Whether a real VictoriaMetrics can be started here. */
export const hasVictoriaMetrics = (): boolean => requiredProgram(PROGRAM) !== undefined

/**
 * Starts a real VictoriaMetrics on a free port of 127.0.0.1 with this history: lines of the exposition format with timestamps
 * in milliseconds.
 */
export async function startVictoriaMetrics(history: string): Promise<RunningVictoriaMetrics> {
  const server = await startServer({
    program: PROGRAM,
    readyPath: '/health',
    commandLine: (folder, address) => [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=${address}`,
      '-retentionPeriod=10y',
      '-search.latencyOffset=0s',
      '-search.disableCache',
    ],
  })
  try {
    await load(server.url, history)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function load(url: string, history: string): Promise<void> {
  const loaded = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body: history })
  if (!loaded.ok) throw new Error(`the history was refused: ${await loaded.text()}`)
  // What was written is searched only after it was flushed.
  await fetch(`${url}/internal/force_flush`)
}
