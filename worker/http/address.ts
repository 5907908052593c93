/** The caller's address as limits count it: one IPv4 address, or the /64 network of an IPv6 customer. */
import type { Context } from 'hono'

const LOOPBACK = '127.0.0.1'

/** The group of the caller's address. Cloudflare always sets the header; without the header the Worker runs locally. */
export function callerAddress(c: Context): string {
  return addressGroup(c.req.header('cf-connecting-ip') ?? LOOPBACK)
}

/** True for a caller on this machine; never for a caller through Cloudflare. */
export function isLoopbackAddress(address: string): boolean {
  return address.startsWith('127.')
}

/** All addresses that one customer can send from: `1.2.3.4`, or `2001:db8:0:1::/64`. */
export function addressGroup(ip: string): string {
  const text = ip.trim()
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text
  // All callers with an unreadable address share one group.
  if (!text.includes(':') || !URL.canParse(`http://[${text}]/`)) return 'unknown'
  const groups = groupsOf(text)
  if (groups.slice(0, 7).every((group) => group === '0') && groups[7] === '1') return LOOPBACK
  // An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return groups
      .slice(6)
      .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
      .join('.')
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** The eight groups of an IPv6 address. The URL parser reads every spelling and writes the shortest. */
function groupsOf(ip: string): string[] {
  const [head = '', tail] = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length
  return [...front, ...Array<string>(zeros).fill('0'), ...back]
}
