import { statusName } from '../epgu/statuses'
import { instantOf, pageTime } from '../epgu/time'
import type { ApplicantRecord, OrderRecord, State } from '../store/state'
import { html, type Html } from './html'
import { EMPTY, layout } from './layout'
import { isNew } from './seen'

const SHOWN = 200

export function applicantName(applicant: ApplicantRecord): string {
  return applicant.name || applicant.identifier
}

export function serviceTitle(state: State, order: OrderRecord): string {
  return state.services.get(order.targetCode) || `Услуга ${order.targetCode}`
}

export function applicantsPage(state: State, search: string): string {
  const wanted = search.trim().toLowerCase()
  const digits = wanted.replace(/[\s-]/g, '')
  const found = [...state.applicants.values()]
    .filter(
      ({ name, identifier }) =>
        name.toLowerCase().includes(wanted) ||
        identifier.toLowerCase().replace(/[\s-]/g, '').includes(digits),
    )
    .reverse()
  const form = html`<form class="row" role="search" action="/">
    <label>Имя, СНИЛС, ИНН или ОГРН <input name="q" value="${search}" size="32" /></label
    ><button>Найти</button>
  </form>`
  const list =
    found.length > 0
      ? html`<ul class="list">
          ${found.slice(0, SHOWN).map((applicant) => row(state, applicant))}
        </ul>`
      : html`<p>Никого не нашлось. <a href="/">Показать всех</a></p>`
  const rest =
    found.length > SHOWN &&
    html`<p class="soft">Показаны последние ${SHOWN} из ${found.length}: уточните поиск.</p>`
  const body = state.applicants.size > 0 ? html`${form}${list}${rest}` : html`<p>${EMPTY}</p>`
  return layout(
    'Заявители',
    'applicants',
    html`<h1>Заявители</h1>
      ${body}`,
  )
}

function row(state: State, applicant: ApplicantRecord): Html {
  const count = state.ordersOf.get(applicant.key)?.length ?? 0
  return html`<li>
    <span
      ><a href="/applicants/${encodeURIComponent(applicant.key)}">${applicantName(applicant)}</a><br />
      <span class="soft">${applicant.name ? applicant.identifier : ''}</span></span
    >
    <span class="soft"
      >Заявлений: ${count}<br />${applicant.account ? 'Есть учётная запись' : 'Нет учётной записи'}</span
    >
  </li>`
}

export function applicantPage(state: State, applicant: ApplicantRecord): string {
  const orders = [...(state.ordersOf.get(applicant.key) ?? [])].reverse()
  const list =
    orders.length > 0
      ? html`<ul class="list">
          ${orders.slice(0, SHOWN).map((order) => orderRow(state, order))}
        </ul>`
      : html`<p>${EMPTY}</p>`
  const content = html`<p><a href="/">Все заявители</a></p>
    <h1>${applicantName(applicant)}</h1>
    <p class="soft">
      ${applicant.name ? html`${applicant.identifier}. ` : ''}${applicant.account ? 'Есть учётная запись' : 'Нет учётной записи'}
    </p>
    <h2>Заявления</h2>
    ${list}`
  return layout(applicantName(applicant), 'applicants', content)
}

function orderRow(state: State, order: OrderRecord): Html {
  const last = order.statuses.at(-1)
  return html`<li>
    <span
      ><a href="/orders/${order.elkOrderNumber}">${serviceTitle(state, order)}</a
      >${isNew(order) && html`<span class="new">новое</span>`}<br />
      <span class="soft">№ ${order.elkOrderNumber}</span></span
    >
    <span
      >${last ? statusName(last.status) : ''}<br /><span class="soft"
        >${last ? pageTime(instantOf(last.date)) : ''}</span
      ></span
    >
  </li>`
}
