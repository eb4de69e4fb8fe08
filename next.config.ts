import type { NextConfig } from 'next'

const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
  { key: 'Strict-Transport-Security', value: 'max-age=31536000' },
]

const config: NextConfig = {
  poweredByHeader: false,
  serverExternalPackages: [
    'graphile-worker',
    'pg',
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    'libxml2-wasm',
    'basic-ftp',
  ],
  turbopack: {
    root: import.meta.dirname,
    rules: {
      '*.json': {
        condition: { path: /messages.ru.*json/ },
        loaders: ['./scripts/message-loader.mjs'],
        as: '*.js',
      },
    },
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
  },
  experimental: { authInterrupts: true },
  headers: async () => [{ source: '/:path*', headers }],
}
export default config
