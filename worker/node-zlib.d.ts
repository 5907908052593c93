/** What we use of Node's zlib, which workerd brings; all of @types/node would claim globals that aren't there. */
declare module 'node:zlib' {
  /** Goes on from a checksum of what came before. */
  export function crc32(bytes: Uint8Array, before?: number): number
  export function createInflate(options: { chunkSize: number }): NodeJS.Transform
}

declare module 'node:stream/promises' {
  export function pipeline(
    source: () => AsyncIterable<Uint8Array>,
    transform: NodeJS.Transform,
    sink: (output: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<void>
}

declare namespace NodeJS {
  interface Transform {
    destroy(): void
  }
}
