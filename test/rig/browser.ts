/** How tests start Chromium: Debian's where it is installed, else the one that Playwright brings. */
import { existsSync } from 'node:fs'

const SYSTEM_CHROMIUM = '/usr/bin/chromium'

/** Flags without which a closed network fills the log with refused connections; root also needs --no-sandbox. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Launch options for Playwright's chromium. */
export function chromiumLaunch(): { args: string[]; executablePath?: string } {
  const root = process.getuid?.() === 0
  const args = root ? ['--no-sandbox', ...QUIET] : QUIET
  return existsSync(SYSTEM_CHROMIUM) ? { args, executablePath: SYSTEM_CHROMIUM } : { args }
}
