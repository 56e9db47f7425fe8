import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is measured against: a bare node:http server that parses the same body and answers as many bytes. */
const answerBytes = Number(process.argv[2] ?? '600')

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => {
    const call = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { service: string }
    const answer = { service: call.service, filler: '' }
    answer.filler = 'x'.repeat(Math.max(0, answerBytes - JSON.stringify(answer).length))
    const body = JSON.stringify(answer)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening http://127.0.0.1:${port}`)
})
process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close()
})
