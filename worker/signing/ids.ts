/**
 * What `ID_KEY` names: ids of references, generations and videos (128 unguessable bits and a check code, so that an
 * invented id wakes no object), and keyed hashes of texts, of the deployment and of visitors' addresses.
 */
import { toBase64Url } from './base64url.ts'

/** Prefix of an id: a reference, a generation or a video. */
export type IdKind = 'ref' | 'gen' | 'vid'

/** Crockford's base 32: no look-alike letters, safe in URLs and file names. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const RANDOM_BYTES = 16
const CHECK_BYTES = 4
/** 20 bytes are 32 characters of 5 bits. */
const ID_CHARACTERS = ((RANDOM_BYTES + CHECK_BYTES) * 8) / 5

/** Characters of a deployment's name after `refreel-`: 80 bits in base 32. */
const DEPLOYMENT_NAME_CHARACTERS = 16
/** Characters of an address's hash: 128 bits in base 64. */
const ADDRESS_HASH_CHARACTERS = 22

/** A new random id. */
export function newId(idKey: CryptoKey, kind: IdKind): Promise<string> {
  return checked(idKey, kind, crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)))
}

/** The same id for the same `text`: a keyed hash, so that nobody without the key can compute it. */
export async function derivedId(idKey: CryptoKey, kind: IdKind, text: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', idKey, new TextEncoder().encode(`name.${kind}.${text}`))
  return checked(idKey, kind, new Uint8Array(mac, 0, RANDOM_BYTES))
}

/** The same number from 0 to 2³¹ − 1 for the same `text`. */
export async function derivedNumber(idKey: CryptoKey, text: string): Promise<number> {
  const mac = await crypto.subtle.sign('HMAC', idKey, new TextEncoder().encode(`number.${text}`))
  return new DataView(mac).getUint32(0) >>> 1
}

/** The deployment's name, which every signed token carries: tokens of another deployment are refused. */
export async function deploymentName(idKey: CryptoKey): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', idKey, new TextEncoder().encode('deployment'))
  return `refreel-${toBase32(new Uint8Array(mac, 0, RANDOM_BYTES)).slice(0, DEPLOYMENT_NAME_CHARACTERS)}`
}

/**
 * A visitor's address as it may be counted: hashed, so that no address is ever stored. In another `scope` (such as a site
 * and an hour) the same address has another hash.
 */
export async function addressHash(idKey: CryptoKey, scope: string, address: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', idKey, new TextEncoder().encode(`address.${scope}.${address}`))
  return toBase64Url(mac).slice(0, ADDRESS_HASH_CHARACTERS)
}

/** True when this deployment made the id. Reads no storage. */
export async function isGenuine(idKey: CryptoKey, kind: IdKind, id: string): Promise<boolean> {
  const prefix = `${kind}_`
  if (!id.startsWith(prefix) || id.length !== prefix.length + ID_CHARACTERS) return false
  const bytes = fromBase32(id.slice(prefix.length))
  if (!bytes) return false
  return (await checked(idKey, kind, bytes.subarray(0, RANDOM_BYTES))) === id
}

async function checked(idKey: CryptoKey, kind: IdKind, random: Uint8Array): Promise<string> {
  const label = new TextEncoder().encode(`check.${kind}.`)
  const message = new Uint8Array(label.length + random.length)
  message.set(label)
  message.set(random, label.length)
  const mac = await crypto.subtle.sign('HMAC', idKey, message)
  const bytes = new Uint8Array(RANDOM_BYTES + CHECK_BYTES)
  bytes.set(random)
  bytes.set(new Uint8Array(mac, 0, CHECK_BYTES), RANDOM_BYTES)
  return `${kind}_${toBase32(bytes)}`
}

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(buffer >> bits) & 31]
    }
    buffer &= (1 << bits) - 1
  }
  return text
}

function fromBase32(text: string): Uint8Array | null {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) return null
    buffer = (buffer << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((buffer >> bits) & 255)
    }
    buffer &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}
