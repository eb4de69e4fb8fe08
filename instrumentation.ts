/**
 * Completes each request's X-Forwarded-For. Where a host allows one process only, WORKER=inline runs the same worker
 * inside the web process (decision 14).
 */
export async function register() {
  // eslint-disable-next-line no-restricted-syntax -- Next decides by this line which bundle the rest is left out of
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { appendSocketAddress } = await import('./lib/auth/append-socket-address')
    appendSocketAddress()
    const { requireColumnKeys } = await import('./lib/monitoring/require-column-keys')
    await requireColumnKeys()
    // eslint-disable-next-line no-restricted-syntax -- as above
    if (process.env.WORKER === 'inline') {
      const { startWorker } = await import('./worker/worker')
      await startWorker()
    }
  }
}
