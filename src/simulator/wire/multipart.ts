import { nest, type Raw, type RawHash } from './form.ts'

/** Decodes `multipart/form-data`, as file uploads send it. */
export function decodeMultipart(body: Buffer, contentType: string): RawHash {
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType)
  const mark = Buffer.from(`--${boundary?.[1] ?? boundary?.[2] ?? ''}`)
  const pairs: [string, Raw][] = []
  for (let at = body.indexOf(mark); at >= 0; ) {
    const start = at + mark.length + 2
    const next = body.indexOf(mark, start)
    if (next < 0) break
    const part = body.subarray(start, next - 2)
    const gap = part.indexOf('\r\n\r\n')
    if (gap >= 0) pairs.push(field(part.subarray(0, gap).toString('utf8'), part.subarray(gap + 4)))
    at = next
  }
  return nest(pairs)
}

function field(head: string, content: Buffer): [string, Raw] {
  const name = /name="([^"]*)"/i.exec(head)?.[1] ?? ''
  const filename = /filename="([^"]*)"/i.exec(head)?.[1]
  if (filename === undefined) return [name, content.toString('utf8')]
  const contentType = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream'
  return [name, { filename, contentType, bytes: new Uint8Array(content) }]
}
