/** A visitor's address as it may be counted: a keyed hash of it, so that no address is ever kept. */
import { toBase64Url } from './base64url.ts'

/** Characters of a hash: 128 bits. */
const HASH_CHARACTERS = 22

/** The hash of an address within one scope (such as a site and an hour): in another scope it is another hash. */
export async function addressHash(idKey: CryptoKey, scope: string, address: string): Promise<string> {
  const text = new TextEncoder().encode(`address.${scope}.${address}`)
  return toBase64Url(await crypto.subtle.sign('HMAC', idKey, text)).slice(0, HASH_CHARACTERS)
}
