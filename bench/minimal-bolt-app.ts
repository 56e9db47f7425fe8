import { App, type RespondArguments } from '@slack/bolt'

/** The least that answers a slash command: acknowledge, respond with the message that is given as JSON. */
const answer = JSON.parse(process.argv[2] ?? '') as RespondArguments

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
