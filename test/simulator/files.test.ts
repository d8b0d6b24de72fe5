import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, bench, DAY, pay, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x0d, 0x0a, 0x00, 0xff, 0x2d, 0x2d])

/** Uploads as any HTTP client does. */
async function upload(bytes: Buffer, fields: Readonly<Record<string, string>>, name = 'proof.png') {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  const answer = await fetch(`${at.simulator.url}/v1/files`, {
    method: 'POST',
    body: form,
    headers: { authorization: 'Bearer sk_test_upload' },
  })
  return { status: answer.status, body: await answer.json() }
}
const evidence = { purpose: 'dispute_evidence' }

test('a file is uploaded, listed and downloaded byte for byte, with the key only', async () => {
  const { status, body } = await upload(PNG, evidence)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    object: 'file',
    purpose: 'dispute_evidence',
    filename: 'proof.png',
    size: PNG.length,
    type: 'png',
    links: { data: [] },
  })
  const found = await at.stripe.files.retrieve(body.id)
  const got = await fetch(found.url ?? '', { headers: { authorization: 'Bearer sk_test_x' } })
  expect(got.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await got.arrayBuffer())).toEqual(PNG)
  expect((await fetch(found.url ?? '')).status).toBe(401)
  expect((await at.stripe.files.list({ purpose: 'dispute_evidence' })).data.map((file) => file.id)).toContain(
    body.id,
  )
  expect((await at.stripe.files.list({ purpose: 'identity_document' })).data).toEqual([])
  expect((await at.stripe.events.list({ type: 'file.created' })).data.length).toBeGreaterThan(0)
})

test('the official client uploads too', async () => {
  const file = await at.stripe.files.create({
    purpose: 'dispute_evidence',
    file: { data: PNG, name: 'beleg.png', type: 'application/octet-stream' },
  })
  expect([file.filename, file.size, file.type]).toEqual(['beleg.png', PNG.length, 'png'])
})

test('wrong purposes, types, sizes and encodings are refused', async () => {
  expect((await upload(PNG, {})).body.error.code).toBe('parameter_missing')
  expect((await upload(PNG, { purpose: 'fun' })).body.error.param).toBe('purpose')
  expect((await upload(Buffer.from('a,b'), evidence, 'a.csv')).body.error.message).toContain('file type')
  expect((await upload(Buffer.alloc(0), evidence)).body.error.message).toContain('empty')
  const big = Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)])
  expect((await upload(big, evidence)).body.error.message).toContain('size limit')
  const plain = await fetch(`${at.simulator.url}/v1/files`, {
    method: 'POST',
    body: 'purpose=dispute_evidence&file=text',
    headers: { authorization: 'Bearer sk_test_x', 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(plain.status).toBe(400)
  expect((await refusal(at.stripe.files.retrieve('file_none'))).code).toBe('resource_missing')
})

test('a link is public until it expires', async () => {
  const { body } = await upload(PNG, { ...evidence, 'file_link_data[create]': 'true' })
  const [made] = body.links.data
  expect((await fetch(made.url)).status).toBe(200)
  const link = await at.stripe.fileLinks.create({
    file: body.id,
    expires_at: at.simulator.clock.now() + DAY,
    metadata: { for: 'bank' },
  })
  expect(Buffer.from(await (await fetch(link.url ?? '')).arrayBuffer())).toEqual(PNG)
  expect((await at.stripe.fileLinks.list({ file: body.id })).data.map((one) => one.id)).toEqual([
    link.id,
    made.id,
  ])
  await at.control('POST', 'clock', { advance: DAY })
  expect((await fetch(link.url ?? '')).status).toBe(404)
  expect((await at.stripe.fileLinks.retrieve(link.id)).expired).toBe(true)
  expect((await refusal(at.stripe.fileLinks.update(link.id, { metadata: {} }))).statusCode).toBe(400)
  await at.stripe.fileLinks.update(made.id, { expires_at: 'now' })
  expect((await fetch(made.url)).status).toBe(404)
  expect((await at.stripe.fileLinks.list({ expired: true })).data).toHaveLength(2)
  expect((await at.stripe.fileLinks.list({ expired: false })).data).toEqual([])
  const passport = await upload(PNG, { purpose: 'identity_document' })
  expect((await refusal(at.stripe.fileLinks.create({ file: passport.body.id }))).param).toBe('file')
})

test('a file is evidence, and can be expanded there', async () => {
  const { body } = await upload(PNG, evidence)
  const passport = await upload(PNG, { purpose: 'identity_document' })
  const intent = await pay(at.stripe, 2000, 'pm_card_createDispute')
  const [dispute] = (await at.stripe.disputes.list({ payment_intent: intent.id })).data
  const id = dispute?.id ?? ''
  const staged = await at.stripe.disputes.update(id, {
    evidence: { receipt: body.id },
    submit: false,
    expand: ['evidence.receipt'],
  })
  expect(staged.evidence.receipt).toMatchObject({ id: body.id, filename: 'proof.png' })
  const wrong = await refusal(at.stripe.disputes.update(id, { evidence: { receipt: passport.body.id } }))
  expect(wrong.param).toBe('evidence[receipt]')
})
