import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** When a process began, where the system tells (Linux): a pid alone may have been given to another one since. */
function beginning(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[19]
  } catch {
    return ''
  }
}

function isHeld(text) {
  const [pid, began] = text.split(' ')
  if (!Number(pid) || Number(pid) === process.pid) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return !began || beginning(pid) === began
}

/** Takes a lock file for this process. Returns a release function, or the pid of the live holder. */
export function takeLock(file) {
  const mine = `${file}.${process.pid}`
  // Linked into place whole: a lock is never seen empty.
  writeFileSync(mine, `${process.pid} ${beginning(process.pid)}`)
  try {
    for (let tries = 0; tries < 50; tries++) {
      try {
        linkSync(mine, file)
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
      if (isHeld(text)) return { holder: Number(text.split(' ')[0]) }
      // A dead holder: its lock is moved aside first, so that of two takers only one goes on.
      const aside = `${file}.stale.${process.pid}`
      try {
        renameSync(file, aside)
        if (readFileSync(aside, 'utf8') !== text) linkSync(aside, file)
        rmSync(aside)
      } catch {}
    }
    return { holder: 0 }
  } finally {
    rmSync(mine, { force: true })
  }
}
