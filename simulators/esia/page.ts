import type { ServerResponse } from 'node:http'
import { html, Html } from '../smev/pages/html'
import { STYLE } from '../smev/pages/style'

/** @param back where a form of this page may lead in the end: a browser checks redirects after a form as well */
export function sendEsiaPage(response: ServerResponse, text: string, status = 200, back = ''): void {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self' ${back}; frame-ancestors 'none'; base-uri 'none'`
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      // The form's own origin must be told, what was asked for must not.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    .end(text)
}

export function esiaLayout(title: string, content: Html): string {
  return html`<!DOCTYPE html>
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} — тренажёр ЕСИА</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(STYLE)} fieldset {
            border: 0;
            padding: 0;
            margin: 16px 0;
          }
          legend {
            padding: 0;
            font-weight: bold;
          }
          .who {
            display: flex;
            gap: 12px;
            align-items: baseline;
            padding: 10px 0;
            border-bottom: 1px solid var(--line);
            font-size: 16px;
            color: var(--ink);
          }
          .who input {
            min-height: 0;
            display: inline;
            margin: 0;
          }
        </style>
      </head>
      <body>
        <p class="band" role="note">Тренажёр. Это не Госуслуги: люди вымышленные, наружу ничего не уходит.</p>
        <div class="wrap"><main>${content}</main></div>
      </body>
    </html>`.text
}

export const refusalPage = (words: string): string =>
  esiaLayout(
    'Вход невозможен',
    html`<h1>Вход невозможен</h1>
      <p>${words}</p>`,
  )

export const signedOutPage = (): string =>
  esiaLayout(
    'Вы вышли',
    html`<h1>Вы вышли из ЕСИА</h1>
      <p>Это окно можно закрыть.</p>`,
  )
