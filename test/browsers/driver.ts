/** One page of a browser, as little as the checks need: the same for a browser that Playwright brings and one of the system. */

/** What is run in a page is handed over as text: it may use nothing from around it, and its argument is JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a page's answer is what the check says it is.
export type InPage = (argument: any) => unknown

export interface BrowserPage {
  /** The browser's name and version, such as `Firefox 153.0`. */
  readonly name: string
  open(address: string): Promise<void>
  /** Runs a function in the page, and resolves with its result. */
  evaluate<T>(run: InPage, argument?: unknown): Promise<T>
  resize(width: number, height: number): Promise<void>
  /** A PNG of what is in view. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

/** The code that a page runs: a promise of JSON, or of why not. */
export const inPageCode = (run: InPage, argument: unknown): string =>
  `(async () => { try { return JSON.stringify({ value: await (${run})(${JSON.stringify(argument) ?? 'undefined'}) }) } ` +
  'catch (error) { return JSON.stringify({ error: String(error && error.stack || error) }) } })()'

export function readAnswer<T>(text: string): T {
  const { value, error } = JSON.parse(text) as { value: T; error?: string }
  if (error) throw new Error(error)
  return value
}
