import { EIGHT_LOOKBACKS_MS } from './poll-lookbacks.ts'
import { recordedServer } from './recorded-server.ts'

/** Serves the recorded series of so many SLOs in a process of its own; the argument is their number. */
const server = await recordedServer(Number(process.argv[2]), EIGHT_LOOKBACKS_MS)
console.log(`serves ${server.bytes} bytes at ${server.url}`)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
