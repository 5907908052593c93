/** Random names in the forms that Replicate gives them. */
import { randomBytes } from 'node:crypto'

/** 26 lower-case letters and digits, as predictions have. */
export function predictionId(): string {
  return randomName(26, 'abcdefghijklmnopqrstuvwxyz0123456789')
}

/** A name that can't be guessed, for files and for the folders that outputs are delivered from. */
export function secretName(): string {
  return randomName(48, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
}

function randomName(length: number, alphabet: string): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')
}
