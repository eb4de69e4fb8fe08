// What must hold before anything is started; each refusal says what to do.
import { accessSync, constants, mkdirSync } from 'node:fs'
import net from 'node:net'

export const fail = (line) => {
  throw Object.assign(new Error(line), { plain: true })
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`)
}

export function checkFolder({ data, root, development }) {
  try {
    mkdirSync(data, { recursive: true })
    accessSync(data, constants.W_OK)
    if (!development) accessSync(root, constants.R_OK)
  } catch (error) {
    fail(
      `No right to write in ${data} (${error.code}). Give it to this user or set DATA_DIR to a folder that may be written.`,
    )
  }
}

export function checkExposure(url) {
  if (!url?.startsWith('https:'))
    fail(
      'Plain http beyond this machine is refused in production: put TLS before it and set PUBLIC_URL=https://…',
    )
}

export function checkPort(port, host) {
  return new Promise((done, failed) => {
    const probe = net.createServer()
    probe.on('error', (error) =>
      failed(
        Object.assign(
          new Error(
            error.code === 'EADDRINUSE'
              ? `Port ${port} is in use. Stop what listens there or choose another: PORT=${port + 1} npm start`
              : `Port ${port} on ${host} cannot be used (${error.code}).`,
          ),
          { plain: true },
        ),
      ),
    )
    probe.listen(port, host, () => probe.close(done))
  })
}
