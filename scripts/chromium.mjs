// Finds a browser for the browser tests, or fetches one, and says what it does (decision 22 of the specification).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

export async function findChromium(log = console.log) {
  const found = places.find((place) => place && existsSync(place))
  if (found) return found
  const { chromium } = await import('playwright')
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  log('No browser found. Trying `npx playwright install chromium`…')
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit', timeout: 300_000 })
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    log("Trying Debian's package: apt-get install -y chromium fonts-dejavu-core")
    spawnSync('sh', ['-c', 'apt-get update && apt-get install -y chromium fonts-dejavu-core'], {
      stdio: 'ignore',
      timeout: 600_000,
    })
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium'
  }
  throw new Error(
    'No browser for the browser tests. One command installs it: apt-get install -y chromium (as root), or set CHROMIUM to a browser.',
  )
}
