// Keeps child processes alive: restarts one that died within seconds. After five times in ten minutes it gives up with the reason while the
// product starts; once that was up it goes on, with longer and longer pauses: the others are of use without the one.
import { spawn } from 'node:child_process'

const LIMIT = 5
const WINDOW = 10 * 60_000
const PAUSE = 500 // milliseconds
const LONGEST = 60_000

const lastLine = (text) => text.trim().split('\n').at(-1)

export class Supervisor {
  #children = new Map()
  #stopping = false

  constructor({ log, giveUp, isUp = () => false, changed = () => {}, pause = PAUSE }) {
    this.log = log
    this.isUp = isUp
    this.pause = pause
    this.giveUp = giveUp
    this.changed = changed
  }

  /** Starts `command` and resolves when its output has a line for which `ready` holds (at once without `ready`). */
  start(name, { command, args, env, cwd, ready }) {
    return new Promise((done, fail) => {
      const deaths = []
      const launch = () => {
        // A group of its own: Ctrl-C in the terminal reaches the launcher only, which stops things in their order.
        const child = spawn(command, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
        this.#children.set(name, child)
        child.stdin.on('error', () => {})
        this.changed()
        let last = ''
        const hear = (stream, chunk) => {
          const text = String(chunk)
          last = (last + text).slice(-2000)
          for (const line of text.split('\n')) if (ready?.(line)) done(line)
          if (process.env.VERBOSE || stream === 'stderr')
            process.stderr.write(text.replace(/^(?=.)/gm, `[${name}] `))
        }
        child.stdout.on('data', (chunk) => hear('stdout', chunk))
        child.stderr.on('data', (chunk) => hear('stderr', chunk))
        child.on('error', fail)
        child.on('exit', (code, signal) => {
          this.#children.delete(name)
          if (this.#stopping) return
          const at = Date.now()
          deaths.push(at)
          const recent = deaths.filter((death) => at - death < WINDOW)
          const reason = `${name} ended with ${signal ?? `code ${code}`}`
          if (recent.length > LIMIT && !this.isUp()) {
            const told = `${reason}, ${LIMIT} restarts in ten minutes did not help. Its last words: ${lastLine(last)}`
            fail(new Error(told))
            return this.giveUp(told)
          }
          const pause = Math.min(LONGEST, this.pause * 2 ** Math.max(0, recent.length - LIMIT))
          this.log(`${reason}; starting it again in ${pause / 1000} s. Its last words: ${lastLine(last)}`)
          setTimeout(() => this.#stopping || launch(), pause)
        })
        if (!ready) done('')
      }
      launch()
    })
  }

  /** Ends the children in the order given, each with SIGTERM and, ten seconds later, SIGKILL. */
  async stop(names) {
    this.#stopping = true
    for (const name of names) {
      const child = this.#children.get(name)
      if (!child) continue
      const gone = new Promise((done) => child.on('exit', done))
      const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
      child.kill('SIGTERM')
      await gone
      clearTimeout(force)
    }
  }

  pids() {
    return Object.fromEntries([...this.#children].map(([name, child]) => [name, child.pid]))
  }
}
