import { html, Html } from './html'
import { STYLE } from './style'

export type Tab = 'applicants' | 'trainer'

const TABS: [Tab, string, string][] = [
  ['applicants', '/', 'Заявители'],
  ['trainer', '/trainer', 'Для обучающего'],
]

export const EMPTY = 'Сюда ещё ничего не передавали. Передайте заявление из АРМ — оно появится здесь.'

export function layout(title: string, tab: Tab, content: Html): string {
  const links = TABS.map(
    ([name, address, label]) =>
      html`<li><a href="${address}" ${name === tab && html` aria-current="page"`}>${label}</a></li>`,
  )
  return html`<!DOCTYPE html>
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} — тренажёр</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">К содержанию</a>
        <p class="band" role="note">
          Тренажёр. Это не Госуслуги: данные вымышленные, наружу ничего не уходит.
        </p>
        <div class="wrap">
          <nav aria-label="Разделы">
            <ul>
              ${links}
            </ul>
          </nav>
          <main id="content" tabindex="-1">${content}</main>
        </div>
      </body>
    </html>`.text
}
