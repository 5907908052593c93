/** What we use of Node's crypto, which workerd brings; all of @types/node would claim globals that aren't there. */
declare module 'node:crypto' {
  export interface Hash {
    update(bytes: Uint8Array): this
    copy(): Hash
    digest(encoding: 'hex'): string
  }
  export function createHash(algorithm: 'sha256'): Hash
}
