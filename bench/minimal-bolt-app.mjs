/* The least that answers a slash command: acknowledge, respond with the message that is given as JSON. Plain JavaScript, so
   that nothing is measured but Bolt and Node. */
import { App } from '@slack/bolt'

/** @type {import('@slack/bolt').RespondArguments} */
const answer = JSON.parse(process.argv[2] ?? '')

const app = new App({
  token: process.env['SLACK_BOT_TOKEN'] ?? '',
  appToken: process.env['SLACK_APP_TOKEN'] ?? '',
  socketMode: true,
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL'] ?? '' },
})
app.command('/budget', async ({ ack, respond }) => {
  await ack()
  await respond(answer)
})
await app.start()
console.log('running')
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)))
