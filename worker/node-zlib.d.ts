/** The part of Node's zlib that the Worker uses; @types/node would declare globals that workerd doesn't have. */
declare module 'node:zlib' {
  /** The checksum of `bytes`, continued from the checksum of the bytes before. */
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
