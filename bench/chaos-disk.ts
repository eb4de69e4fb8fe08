// A disk of a run's own, of a size that can be filled: an image that is mounted (fault F16).
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'

const MiB = 2 ** 20
const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' })
const placeIn = (directory: string) => path.join(directory, 'disk')

/** What a run that was killed has left mounted. */
export const releaseDisk = (directory: string) => void run('umount', '-l', placeIn(directory))

/** Undefined where this machine lets nobody mount: that takes root, ext4 and a loop device. */
export function openDisk(directory: string, bytes: number) {
  const [image, at] = [path.join(directory, 'disk.img'), placeIn(directory)]
  mkdirSync(at, { recursive: true })
  const made =
    process.getuid?.() === 0 &&
    run('truncate', '-s', String(bytes), image).status === 0 &&
    run('mkfs.ext4', '-q', '-F', '-m', '0', image).status === 0 &&
    run('mount', '-o', 'loop,discard', image, at).status === 0
  if (!made) {
    rmSync(image, { force: true })
    return undefined
  }
  const ballast = path.join(at, 'ballast')
  return {
    at,
    /** All but so many bytes, and a little where something else is written meanwhile. */
    fill: (left: number) => {
      const { bavail, bsize } = statfsSync(at)
      const most = bavail * bsize - left
      for (const less of [0, 4 * MiB, 32 * MiB])
        if (run('fallocate', '-l', String(most - less), ballast).status === 0) return
      throw new Error('the disk could not be filled')
    },
    free: () => rmSync(ballast, { force: true }),
    close: () => releaseDisk(directory),
  }
}
