/** Sends one file with progress. Resolves with an error as a message key, or null when the file was taken. */
export function sendFile(
  applicationId: string,
  file: File,
  onProgress: (percent: number) => void,
): { done: Promise<SendResult>; abort: () => void } {
  const request = new XMLHttpRequest()
  const done = new Promise<SendResult>((resolve) => {
    request.open('POST', `/api/applications/${applicationId}/files`)
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(Math.floor((event.loaded / event.total) * 100))
    request.onload = () => resolve(read(request))
    request.onerror = request.onabort = () => resolve({ error: 'card.files.failed' })
    request.send(file)
  })
  return { done, abort: () => request.abort() }
}

export type SendResult = { id: string } | { error: string }

function read(request: XMLHttpRequest): SendResult {
  try {
    const body = JSON.parse(request.responseText) as { id?: string; message?: string }
    if (request.status === 200 && body.id) return { id: body.id }
    return { error: body.message ?? 'card.files.failed' }
  } catch {
    return { error: 'card.files.failed' }
  }
}
