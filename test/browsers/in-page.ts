/** What the checks use inside a page: looking into the studio, waiting for it, handing it files, counting complaints. */

export interface Tools {
  studio(): HTMLElement & Record<string, unknown>
  find(selector: string): HTMLElement | null
  part(name: string): HTMLElement
  until<T>(look: () => T, what: string): Promise<NonNullable<T>>
  phase(...wanted: string[]): Promise<string>
  file(name: string): Promise<File>
  choose(...files: File[]): void
  write(name: string, text: string): void
  complaints: string[]
}

declare global {
  interface Window {
    tools: Tools
  }
}

/** Puts the tools into a page; called once for each page that is opened. */
export function installTools(): void {
  const tools: Tools = {
    complaints: [],
    studio: () => document.querySelector('refreel-studio') as never,
    find: (selector) => tools.studio().shadowRoot?.querySelector<HTMLElement>(selector) ?? null,
    part: (name) => {
      const found = tools.find(`[part~="${name}"]`)
      if (!found) throw new Error(`The studio shows no ${name} in phase ${tools.studio().phase}.`)
      return found
    },
    until: async (look, what) => {
      const end = Date.now() + 60_000
      for (;;) {
        const found = look()
        if (found) return found
        if (Date.now() > end) throw new Error(`Never: ${what}, in phase ${tools.studio().phase}`)
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
    },
    phase: (...wanted) =>
      tools.until(
        () => wanted.find((each) => tools.studio().getAttribute('phase') === each) ?? '',
        wanted.join(' or '),
      ),
    file: async (name) => {
      const response = await fetch(`/photos/${name}`)
      return new File([await response.blob()], name, { lastModified: 1 })
    },
    choose: (...files) => {
      const data = new DataTransfer()
      for (const file of files) data.items.add(file)
      const input = tools.find('#file-input') as HTMLInputElement
      input.files = data.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
    },
    write: (name, text) => {
      const field = tools.part(name) as HTMLTextAreaElement
      field.value = text
      field.dispatchEvent(new Event('input', { bubbles: true }))
    },
  }
  window.tools = tools
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    tools.complaints.push(`policy: ${violatedDirective} ${blockedURI}`)
  })
  addEventListener('error', ({ message }) => tools.complaints.push(`error: ${message}`))
  addEventListener('unhandledrejection', ({ reason }) => tools.complaints.push(`rejection: ${reason}`))
  const { error } = console
  console.error = (...words: unknown[]) => {
    tools.complaints.push(`console: ${words.join(' ')}`)
    error(...words)
  }
}
