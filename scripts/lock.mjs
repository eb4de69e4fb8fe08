import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const alive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Takes a lock file for this process. Returns a release function, or the pid of the live holder. */
export function takeLock(file) {
  for (let tries = 0; tries < 20; tries++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return { release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    let text
    try {
      text = readFileSync(file, 'utf8')
    } catch {
      continue
    }
    const holder = Number(text)
    if (holder && alive(holder)) return { holder }
    // A dead holder: move its lock aside first, so that of two takers only one goes on.
    const aside = `${file}.stale.${process.pid}`
    try {
      renameSync(file, aside)
      if (readFileSync(aside, 'utf8') === text) rmSync(aside)
      else renameSync(aside, file)
    } catch {}
  }
  return { holder: 0 }
}
