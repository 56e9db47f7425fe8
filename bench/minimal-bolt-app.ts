import { App } from '@slack/bolt'

/** The least that answers a slash command: acknowledge, respond. */
const app = new App({
  token: process.env['SLACK_BOT_TOKEN'] ?? '',
  appToken: process.env['SLACK_APP_TOKEN'] ?? '',
  socketMode: true,
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL'] ?? '' },
})
app.command('/budget', async ({ ack, respond }) => {
  await ack()
  await respond({ response_type: 'ephemeral', text: 'Nothing to tell.' })
})
await app.start()
console.log('running')
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)))
