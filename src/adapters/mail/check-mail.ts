import { type MailOptions, mailTransport, mailTrouble } from './mail-transport.ts'

/** Connects and signs in as for a mail, and sends none. Null when all is well. Never rejects. */
export async function checkMail(options: MailOptions): Promise<string | null> {
  const transport = mailTransport(options)
  try {
    await transport.verify()
    return null
  } catch (error) {
    const { isRefused, words } = mailTrouble(error)
    return isRefused ? `${words}: it does not take the user or the password` : words
  } finally {
    transport.close()
  }
}
