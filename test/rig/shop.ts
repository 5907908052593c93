/** Starts the demo shop: plain pages on an origin of their own, which embed the Worker's elements. */
import { fileURLToPath } from 'node:url'
import { type Part, startPart } from './processes.ts'

export type ShopOptions = { port: number; workerUrl: string; preview: boolean; logs: string }

export async function startShop({ port, workerUrl, preview, logs }: ShopOptions): Promise<Part> {
  return await startPart({
    name: 'Shop',
    program: fileURLToPath(new URL('../shop/main.ts', import.meta.url)),
    args: [`--port=${port}`, `--worker=${workerUrl}`, ...(preview ? ['--preview'] : [])],
    logs,
  })
}

/** The shop's origins: a browser can open it by both names of this machine. */
export function shopOrigins(port: number): string[] {
  return [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
}
