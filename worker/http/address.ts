/** Whom the platform says that a request comes from: one IPv4 address, or the /64 that one IPv6 customer has. */
import type { Context } from 'hono'

const LOOPBACK = '127.0.0.1'

/** The caller's address as limits count it. Cloudflare sets the header itself; without it this is a local run. */
export function callerAddress(c: Context): string {
  return addressGroup(c.req.header('cf-connecting-ip') ?? LOOPBACK)
}

/** True for a caller on this very machine, which no caller through Cloudflare is. */
export function isLoopbackAddress(address: string): boolean {
  return address.startsWith('127.') || address === '0:0:0:0::/64'
}

/** The group of addresses that one customer can choose from: `1.2.3.4`, or `2001:db8:0:1::/64`. */
export function addressGroup(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip.trim())?.[1]
  if (v4 !== undefined) return v4
  const url = `http://[${ip.trim()}]/`
  // Whoever comes with no address that can be read shares one group with all such.
  if (!ip.includes(':') || !URL.canParse(url)) return 'unknown'
  // The parser knows every spelling, and writes the shortest.
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length
  const groups = [...front, ...Array<string>(zeros).fill('0'), ...back]
  return `${groups.slice(0, 4).join(':')}::/64`
}
