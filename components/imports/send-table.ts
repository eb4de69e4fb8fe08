import type { Refused } from '@/components/form/person-context'

export type Sent = { ok: true; data: { id: string } } | Refused

const failed: Refused = { ok: false, code: 'UNEXPECTED', message: 'imports.failedToSend' }

/** Sends a table to be imported, with progress. */
export function sendTable(kind: string, file: File, onProgress: (percent: number) => void): Promise<Sent> {
  const request = new XMLHttpRequest()
  return new Promise((resolve) => {
    request.open('POST', `/api/imports?kind=${encodeURIComponent(kind)}`)
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(Math.floor((event.loaded / event.total) * 100))
    request.onload = () => resolve(read(request))
    request.onerror = request.onabort = () => resolve(failed)
    request.send(file)
  })
}

function read(request: XMLHttpRequest): Sent {
  try {
    const body = JSON.parse(request.responseText) as { id?: string; code?: string; message?: string }
    if (request.status === 200 && body.id) return { ok: true, data: { id: body.id } }
    return { ok: false, code: body.code ?? failed.code, message: body.message ?? failed.message }
  } catch {
    return failed
  }
}
