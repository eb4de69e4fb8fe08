import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { translate } from '@/lib/i18n/translate'
import './globals.css'

export const metadata: Metadata = {
  title: { default: translate('common.product'), template: `%s — ${translate('common.product')}` },
  robots: { index: false, follow: false },
}
export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

const themes = ['system', 'light', 'dark']

export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = (await cookies()).get('theme')?.value ?? 'system'
  return (
    <html lang="ru" data-theme={themes.includes(chosen) ? chosen : 'system'}>
      <body>{children}</body>
    </html>
  )
}
