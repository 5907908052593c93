/** The part of Node's crypto that the Worker uses; @types/node would declare globals that workerd doesn't have. */
declare module 'node:crypto' {
  export interface Hash {
    update(bytes: Uint8Array): this
    copy(): Hash
    digest(encoding: 'hex'): string
  }
  export function createHash(algorithm: 'sha256'): Hash
}
