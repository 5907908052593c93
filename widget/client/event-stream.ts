/** Parses the body of a `text/event-stream` response by the rules of the HTML standard; `retry:` is left out. */

/** One event of a stream. */
export interface StreamEvent {
  /** The event's type, `message` by default. */
  event: string
  data: string
  /** The id of this event, or else of the last event that had one. */
  id: string | undefined
}

/** Yields each event, and leaves out one that is cut off at the end. Calls `alive` for every chunk, heartbeats included. */
export async function* readEvents(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let id: string | undefined
  let event = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      alive()
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id }
          event = ''
          data = []
          continue
        }
        const colon = line.indexOf(':')
        const field = colon < 0 ? line : line.slice(0, colon)
        const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
        if (field === 'event') event = text
        else if (field === 'data') data.push(text)
        else if (field === 'id') id = text
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
