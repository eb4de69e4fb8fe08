import { copyFile, mkdir, realpath, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Simulator } from '../simulator'
import { newMessageId } from '../soap/message-id'
import { Invalid } from './invalid'

/** A file by the path that the adapter's directory gives it; nothing outside that directory is ever read. */
export async function findOwnFile({ adapterFiles }: Simulator, filePath: string): Promise<string> {
  const root = await realpath(adapterFiles).catch(() => adapterFiles)
  const inside = [path.resolve(root, filePath), path.join(root, filePath)].find((candidate) =>
    within(root, candidate),
  )
  const real = inside && (await realpath(inside).catch(() => undefined))
  if (!real || !within(root, real) || !(await stat(real)).isFile())
    throw new Invalid(`Файл ${filePath} не найден в каталоге адаптера.`)
  return real
}

const within = (root: string, file: string): boolean => file.startsWith(root + path.sep)

/** Puts a file of the adapter's into the file store, as the adapter does before it sends. */
export async function upload(
  simulator: Simulator,
  filePath: string,
  uuid = newMessageId(Date.now()),
): Promise<{ uuid: string; hash: string }> {
  if (!/^[0-9A-Za-z-]{1,64}$/.test(uuid)) throw new Invalid(`${uuid} не годится в имя каталога.`)
  const source = await findOwnFile(simulator, filePath)
  const folder = path.join(simulator.files.root, uuid)
  await mkdir(folder, { recursive: true })
  await copyFile(source, path.join(folder, path.basename(source)))
  const file = await simulator.files.find(uuid)
  if (!file) throw new Invalid(`Файл ${filePath} не попал в файловое хранилище.`)
  return { uuid, hash: await simulator.files.hash(file) }
}

/** A file of an answer, laid where the client reads; returns its path within the adapter's directory. */
export async function layDown(
  { adapterFiles }: Simulator,
  folder: string,
  name: string,
  content: string,
): Promise<string> {
  await mkdir(path.join(adapterFiles, folder), { recursive: true })
  await writeFile(path.join(adapterFiles, folder, name), Buffer.from(content, 'base64'))
  return `${folder}/${name}`
}
