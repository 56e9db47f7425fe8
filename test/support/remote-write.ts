/*
 * The parts of Prometheus's remote write (protobuf in a snappy block) that feed what has no text format: native histograms,
 * and the marker with which a series says that it has ended.
 */

export interface NativeHistogram {
  readonly labels: Readonly<Record<string, string>>
  readonly samples: readonly NativeSample[]
}

export interface NativeSample {
  /** Epoch milliseconds. */
  readonly at: number
  readonly sum: number
  /** Running totals of consecutive buckets; bucket i holds what is in (2^(i-1), 2^i] at schema 0. */
  readonly buckets: readonly number[]
  /** Index i of the first of them. */
  readonly firstBucket: number
}

export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly samples: readonly { readonly at: number; readonly value: number | 'stale' }[]
}

/** Sends histograms to the server's receiver; an answer other than success is an error. */
export const writeHistograms = (url: string, series: readonly NativeHistogram[]): Promise<void> =>
  write(
    url,
    series.map(({ labels, samples }) =>
      timeSeries(
        labels,
        samples.map((sample) => bytes(4, histogram(sample))),
      ),
    ),
  )

/** Sends numbers, each series in the order of time. */
export const writeSeries = (url: string, series: readonly WrittenSeries[]): Promise<void> =>
  write(
    url,
    series.map(({ labels, samples }) =>
      timeSeries(
        labels,
        samples.map(({ at, value }) => bytes(2, Buffer.concat([double(1, value), whole(2, BigInt(at))]))),
      ),
    ),
  )

async function write(url: string, series: readonly Buffer[]): Promise<void> {
  const body = snappyLiteral(Buffer.concat(series.map((one) => bytes(1, one))))
  const response = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(60_000),
  })
  if (!response.ok) throw new Error(`remote write: ${response.status} ${await response.text()}`)
}

function timeSeries(labels: Readonly<Record<string, string>>, samples: readonly Buffer[]): Buffer {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const named = sorted.map(([name, value]) => bytes(1, Buffer.concat([text(1, name), text(2, value)])))
  return Buffer.concat([...named, ...samples])
}

function histogram({ at, sum, buckets, firstBucket }: NativeSample): Buffer {
  const count = buckets.reduce((total, bucket) => total + bucket, 0)
  const deltas = buckets.map((bucket, index) => bucket - (buckets[index - 1] ?? 0))
  const span = Buffer.concat([whole(1, zigzag(firstBucket)), whole(2, BigInt(buckets.length))])
  return Buffer.concat([
    whole(1, BigInt(count)),
    double(3, sum),
    whole(4, zigzag(0)),
    double(5, 2 ** -128),
    whole(6, 0n),
    bytes(11, span),
    bytes(12, Buffer.concat(deltas.map((delta) => varint(zigzag(delta))))),
    whole(15, BigInt(at)),
  ])
}

const tag = (field: number, wire: number): Buffer => varint(BigInt((field << 3) | wire))
const whole = (field: number, value: bigint): Buffer => Buffer.concat([tag(field, 0), varint(value)])
const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), varint(BigInt(value.length)), value])
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value))
const zigzag = (value: number): bigint => (value < 0 ? BigInt(-value) * 2n - 1n : BigInt(value) * 2n)

/** The one NaN that ends a series. */
const STALE = 0x7ff0000000000002n

function double(field: number, value: number | 'stale'): Buffer {
  const eight = Buffer.alloc(8)
  if (value === 'stale') eight.writeBigUInt64LE(STALE)
  else eight.writeDoubleLE(value)
  return Buffer.concat([tag(field, 1), eight])
}

function varint(value: bigint): Buffer {
  const out: number[] = []
  let rest = value
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
  return Buffer.from([...out, Number(rest)])
}

/** Snappy's block format without compression: the length, then literals of at most 64 KiB. */
function snappyLiteral(data: Buffer): Buffer {
  const parts = [varint(BigInt(data.length))]
  for (let from = 0; from < data.length; from += 65_536) {
    const chunk = data.subarray(from, from + 65_536)
    const head = Buffer.from([61 << 2, 0, 0])
    head.writeUInt16LE(chunk.length - 1, 1)
    parts.push(head, chunk)
  }
  return Buffer.concat(parts)
}
