/** SHA-256 digests as the contract writes them: 64 hex digits in lower case. */

export const SHA256_HEX = /^[0-9a-f]{64}$/

/** Bytes as hex digits in lower case, two for each byte. `Uint8Array.prototype.toHex` is missing in older browsers. */
export function toHex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
