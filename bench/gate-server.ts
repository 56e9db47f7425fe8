import { startFixture, TOKENS } from '../test/http/fixture.ts'

/** The HTTP layer alone, on use cases that answer at once. */
const server = await startFixture()
console.log(JSON.stringify({ url: server.url, token: TOKENS[0]?.secret }))
process.once('SIGTERM', () => void server.close(1_000))
