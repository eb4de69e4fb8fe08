export type Sent = { id: string } | { error: string }

/** Sends a table to be imported, with progress. An error is a message. */
export function sendTable(kind: string, file: File, onProgress: (percent: number) => void): Promise<Sent> {
  const request = new XMLHttpRequest()
  return new Promise((resolve) => {
    request.open('POST', `/api/imports?kind=${encodeURIComponent(kind)}`)
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(Math.floor((event.loaded / event.total) * 100))
    request.onload = () => resolve(read(request))
    request.onerror = request.onabort = () => resolve({ error: 'imports.failedToSend' })
    request.send(file)
  })
}

function read(request: XMLHttpRequest): Sent {
  try {
    const body = JSON.parse(request.responseText) as { id?: string; message?: string }
    if (request.status === 200 && body.id) return { id: body.id }
    return { error: body.message ?? 'imports.failedToSend' }
  } catch {
    return { error: 'imports.failedToSend' }
  }
}
