/** What an upload to R2 costs at least: a Worker that passes each request's body on as one part, and does nothing else. */
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url)
    const key = pathname.slice(1)
    const id = searchParams.get('id')
    if (request.method === 'GET') {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? []
      const range = from === undefined ? {} : { range: { offset: Number(from), length: Number(to) - Number(from) + 1 } }
      const object = await env.BUCKET.get(key, range)
      return new Response(object.body, { status: from === undefined ? 200 : 206 })
    }
    if (request.method === 'POST' && !id) return Response.json((await env.BUCKET.createMultipartUpload(key)).uploadId)
    const upload = env.BUCKET.resumeMultipartUpload(key, id)
    if (request.method === 'PUT') {
      return Response.json(await upload.uploadPart(Number(searchParams.get('part')), request.body))
    }
    await upload.complete(await request.json())
    return new Response(null, { status: 204 })
  },
}
