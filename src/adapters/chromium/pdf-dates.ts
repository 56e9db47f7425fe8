import { isoTime } from '../../core/kernel/time/iso-time.ts'

/** As Chromium writes them into the information of a document (PDF 1.7, 7.9.4), in UTC: always of this length. */
const DATE = /\/(CreationDate|ModDate) \(D:\d{14}[+-]\d\d'\d\d'\)/g

/** The same document made at `at` (epoch milliseconds): when it was printed is all that differs between two prints. */
export function dated(pdf: Buffer, at: number): Buffer {
  const moment = isoTime(at).replaceAll(/\D/g, '').slice(0, 14)
  // Latin 1 has a character for each byte, so that offsets stay true.
  const text = pdf.toString('latin1')
  return Buffer.from(
    text.replaceAll(DATE, (_, name: string) => `/${name} (D:${moment}+00'00')`),
    'latin1',
  )
}
