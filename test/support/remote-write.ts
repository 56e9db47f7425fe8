/**
 * The parts of Prometheus's remote write (protobuf in a snappy block) that feed native histograms, for which there is no
 * text format.
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

/** Sends histograms to the server's receiver; an answer other than success is an error. */
export async function writeHistograms(url: string, series: readonly NativeHistogram[]): Promise<void> {
  const body = snappyLiteral(Buffer.concat(series.map((one) => bytes(1, timeSeries(one)))))
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

function timeSeries({ labels, samples }: NativeHistogram): Buffer {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Buffer.concat([
    ...sorted.map(([name, value]) => bytes(1, Buffer.concat([text(1, name), text(2, value)]))),
    ...samples.map((sample) => bytes(4, histogram(sample))),
  ])
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

function double(field: number, value: number): Buffer {
  const eight = Buffer.alloc(8)
  eight.writeDoubleLE(value)
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
