/** As much of XMLHttpRequest as the tus client uses, answered by a function: uploads tell their progress. */

type Handle = (url: string, init: RequestInit) => Promise<Response>

export class FakeXhr {
  readonly upload: { onprogress?: (event: { lengthComputable: boolean; loaded: number; total: number }) => void } = {}
  onload: (() => void) | undefined
  onerror: ((error: unknown) => void) | undefined
  status = 0
  responseText = ''
  readonly #handle: Handle
  readonly #gate: () => Promise<void> | undefined
  readonly #headers = new Headers()
  readonly #stop = new AbortController()
  #method = 'GET'
  #url = ''
  #answer: Headers | undefined

  constructor(handle: Handle, gate: () => Promise<void> | undefined) {
    this.#handle = handle
    this.#gate = gate
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
    try {
      await Promise.resolve()
      if (total > 0) tell(total / 2)
      await this.#gate()
      if (signal.aborted) return
      if (total > 0) tell(total)
      const init = { method: this.#method, headers: this.#headers, signal, ...(body ? { body } : {}) }
      const response = await this.#handle(this.#url, init)
      this.responseText = await response.text()
      this.status = response.status
      this.#answer = response.headers
      if (!signal.aborted) this.onload?.()
    } catch (error) {
      if (!signal.aborted) this.onerror?.(error)
    }
  }
}
