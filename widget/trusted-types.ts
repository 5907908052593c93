/** Tells browsers that hold a page to Trusted Types what of ours is safe: one policy, `refreel`, for every copy on the page. */

interface Policy {
  createScript(text: string): string
  createScriptURL(url: string): string
}

const KEPT = Symbol.for('refreel.policy')
const page = globalThis as unknown as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
} & Record<symbol, Policy | undefined>

const rules: Policy = { createScript: (text) => text, createScriptURL: (url) => url }

/** A page may allow the name only once: whoever comes second takes what is there. */
export const policy: Policy = page[KEPT] ?? page.trustedTypes?.createPolicy('refreel', rules) ?? rules
page[KEPT] = policy
