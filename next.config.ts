import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  serverExternalPackages: ['graphile-worker', 'pg', '@node-rs/argon2', '@prisma/adapter-pg', 'libxml2-wasm', 'basic-ftp'],
  turbopack: { root: import.meta.dirname },
}
export default config
