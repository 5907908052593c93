/**
 * The part of XMLHttpRequest that the tus client uses, answered by a function: uploads report progress, and can be cut
 * off or stall.
 */

/** The fate of a body on its way: cut off, or standing still, after so many bytes. */
export type Fate = { cut: number } | { stall: number } | undefined

/** A request as it goes out, whether it arrives or not. */
export interface Sent {
  method: string
  path: string
  offset: number
  bytes: number
}

/** The line behind the fake, and the Worker at the line's end. */
export interface Line {
  /** Hears of each request and says what becomes of it. */
  begin: (sent: Sent) => Fate
  /** While it is pending, bodies stay at half. */
  gate: () => Promise<void> | undefined
  handle: (url: string, init: RequestInit, cut: boolean) => Promise<Response>
}

export class FakeXhr {
  readonly upload: { onprogress?: (event: { lengthComputable: boolean; loaded: number; total: number }) => void } = {}
  onload: (() => void) | undefined
  onerror: ((error: unknown) => void) | undefined
  status = 0
  responseText = ''
  readonly #line: Line
  readonly #headers = new Headers()
  readonly #stop = new AbortController()
  #method = 'GET'
  #url = ''
  #answer: Headers | undefined

  constructor(line: Line) {
    this.#line = line
  }

  open(method: string, url: string): void {
    this.#method = method
    this.#url = url
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value)
  }

  getResponseHeader(name: string): string | null {
    return this.#answer?.get(name) ?? null
  }

  abort(): void {
    this.#stop.abort()
  }

  async send(body?: Blob | null): Promise<void> {
    const { signal } = this.#stop
    const total = body?.size ?? 0
    const tell = (loaded: number) => this.upload.onprogress?.({ lengthComputable: true, loaded, total })
    const init = { method: this.#method, headers: this.#headers, signal, ...(body ? { body } : {}) }
    const { pathname } = new URL(this.#url)
    const offset = Number(this.#headers.get('upload-offset'))
    const fate = this.#line.begin({ method: this.#method, path: pathname, offset, bytes: total })
    try {
      await Promise.resolve()
      if (fate && 'stall' in fate) return tell(fate.stall)
      if (fate) {
        tell(fate.cut)
        await this.#line.handle(this.#url, { ...init, body: body?.slice(0, fate.cut) ?? null }, true)
        throw new TypeError('cut')
      }
      if (total > 0) tell(total / 2)
      if (total > 0) await this.#line.gate()
      if (signal.aborted) return
      if (total > 0) tell(total)
      const response = await this.#line.handle(this.#url, init, false)
      this.responseText = await response.text()
      this.status = response.status
      this.#answer = response.headers
      if (!signal.aborted) this.onload?.()
    } catch (error) {
      if (!signal.aborted) this.onerror?.(error)
    }
  }
}
