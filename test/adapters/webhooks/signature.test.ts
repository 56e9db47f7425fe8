import { describe, expect, test } from 'vitest'
import { secretBytes, signedHeaders } from '../../../src/adapters/webhooks/signature.ts'

describe('the signature of Standard Webhooks', () => {
  test('is the one of the specification’s own example', () => {
    const secret = secretBytes('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
    const headers = signedHeaders(
      secret,
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_000,
      '{"test": 2432232314}',
    )
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test('takes a secret without the prefix as it is written', () => {
    expect(secretBytes('plain words')).toEqual(Buffer.from('plain words'))
  })
})
