/** The Trusted Types policy `refreel`, for pages whose browsers require one: shared by all copies of the widget on the page. */

interface Policy {
  createScript(text: string): string
  createScriptURL(url: string): string
}

/** Where the first copy of the widget leaves the policy for the others. */
const SHARED = Symbol.for('refreel.policy')
const page = globalThis as unknown as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
} & Record<symbol, Policy | undefined>

const rules: Policy = { createScript: (text) => text, createScriptURL: (url) => url }

/** Passes scripts of our own code as they are. Pages may forbid a second policy of the same name, so that copies share one. */
export const policy: Policy = page[SHARED] ?? page.trustedTypes?.createPolicy('refreel', rules) ?? rules
page[SHARED] = policy
