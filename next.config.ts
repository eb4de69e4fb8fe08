import type { NextConfig } from 'next'

const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
  { key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' },
]

// What the proxy leaves out is no page: nothing of it is shown, framed or run as one.
const noPage = { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }
const passedBy = ['/_next/static/:path*', '/api/applications/:id/files', '/api/imports', '/icon.svg']

const config: NextConfig = {
  poweredByHeader: false,
  serverExternalPackages: ['pg', '@node-rs/argon2', '@prisma/adapter-pg', 'libxml2-wasm', 'basic-ftp'],
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
  headers: async () => [
    { source: '/:path*', headers },
    ...passedBy.map((source) => ({ source, headers: [noPage] })),
  ],
}
export default config
