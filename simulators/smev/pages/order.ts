import { channelName, statusName } from '../epgu/statuses'
import { instantOf, pageTime } from '../epgu/time'
import type { StoredFile } from '../store/events'
import type { OrderRecord, State } from '../store/state'
import { applicantName, serviceTitle } from './applicants'
import { html, type Html } from './html'
import { layout } from './layout'

export function orderPage(state: State, order: OrderRecord): string {
  const applicant = state.applicants.get(order.applicantKey)
  const title = serviceTitle(state, order)
  const files = order.statuses.flatMap((status) => status.files)
  const content = html`<p>
      ${applicant && html`<a href="/applicants/${encodeURIComponent(applicant.key)}">${applicantName(applicant)}</a>`}
    </p>
    <h1>${title}</h1>
    <p class="soft">№ ${order.elkOrderNumber}</p>
    <h2>История</h2>
    <ol class="steps" reversed>
      ${[...order.statuses]
        .reverse()
        .map(
          (status) =>
            html`<li>
              <strong>${statusName(status.status)}</strong><br /><time class="soft" datetime="${status.date}"
                >${pageTime(instantOf(status.date))}</time
              >
            </li>`,
        )}
    </ol>
    <h2>Документы</h2>
    ${
      files.length > 0
        ? html`<ul class="list">
            ${files.map(fileRow)}
          </ul>`
        : html`<p class="soft">Документов нет.</p>`
    }
    <p>Заявление отправлено через ${channelName(order.channel)}</p>
    <p>Заявление № ${order.orderNumber}</p>`
  return layout(title, 'applicants', content)
}

function fileRow(file: StoredFile): Html {
  return html`<li>
    <span>${file.name}<br /><span class="soft">${size(file.size)}</span></span>
    <span
      ><a href="/files/${encodeURIComponent(file.uuid)}" aria-label="Скачать ${file.name}">Скачать</a></span
    >
  </li>`
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} Б`
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'КБ'] : [bytes / 1024 / 1024, 'МБ']
  return `${value.toLocaleString('ru-RU', { maximumFractionDigits: 1 })} ${unit}`
}

/** RFC 6266: the plain name for old readers, the real one beside it. */
export function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`
}
