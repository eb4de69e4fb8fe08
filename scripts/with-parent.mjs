// Loaded into every child of the launcher: when the launcher is gone (killed, even by kill -9), its end of our stdin
// closes, and we go too. Nothing is left behind to hold a port.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.resume()
process.stdin.unref?.()
