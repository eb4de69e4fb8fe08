import { statusName } from '../epgu/statuses'
import { pageTime } from '../epgu/time'
import { MESSAGES, type Code } from '../epgu/codes'
import type { Simulator } from '../simulator'
import { FORCED, type Forced } from '../plan'
import { html, type Html } from './html'
import { layout } from './layout'

const ANSWERS: Record<string, string> = {
  'SMEV-403': 'SMEV-403: отклонить по схеме',
  silence: 'Молчать',
  duplicate: 'Ответить дважды',
  parts: 'Ответить по частям',
  reorder: 'Ответить не по порядку',
}

const answerTitle = (answer: Forced) =>
  typeof answer === 'number' ? `${answer}: ${MESSAGES[answer]}` : (ANSWERS[answer] ?? answer)

const SHOWN_ORDERS = 20
const SHOWN_MESSAGES = 15

export function trainerPage(simulator: Simulator, done: boolean): string {
  const content = html`<h1>Для обучающего</h1>
    ${done && html`<p class="note" role="status">Сохранено.</p>`}
    ${answerForm(simulator)}${delayForm(simulator)}${servicesForm(simulator)}${accountForm()}${refused(simulator)}${messages(simulator)}`
  return layout('Для обучающего', 'trainer', content)
}

function answerForm({ plan, state }: Simulator): Html {
  const options = FORCED.map((answer) => html`<option value="${answer}">${answerTitle(answer)}</option>`)
  const services = [...state.services].map(
    ([code, name]) => html`<option value="${code}">${name || code}</option>`,
  )
  const waiting = plan.answers.map(
    (rule) =>
      html`<li>
        <span>${answerTitle(rule.answer)}</span
        ><span class="soft">ещё ${rule.count}${rule.targetCode ? `, услуга ${rule.targetCode}` : ''}</span>
      </li>`,
  )
  const list =
    plan.rules.length > 0 &&
    html`<ul class="list">
        ${waiting}${plan.rules.length > waiting.length && html`<li><span>Неполадки связи: ${plan.rules.length - waiting.length}</span></li>`}
      </ul>
      <form method="post" action="/trainer/reset">
        <button class="quiet">Отменить всё выбранное</button>
      </form>`
  return html`<h2>Следующий ответ</h2>
    <p class="soft">
      Без выбора тренажёр отвечает сам, по своим данным. Отклонённое по вашему выбору заявление не создаётся.
    </p>
    <form class="row" method="post" action="/trainer/answer">
      <label
        >Ответить
        <select name="answer">
          ${options}
        </select></label
      >
      <label
        >Услуга
        <select name="targetCode">
          <option value="">любая</option>
          ${services}
        </select></label
      >
      <label>Сколько раз <input name="count" type="number" min="1" max="1000" value="1" /></label>
      <button>Назначить</button>
    </form>
    ${list}`
}

function delayForm({ state }: Simulator): Html {
  return html`<h2>Задержка ответа</h2>
    <form class="row" method="post" action="/trainer/delay">
      <label
        >Секунд
        <input
          name="seconds"
          type="number"
          min="0"
          max="600"
          step="0.1"
          value="${state.settings.delayMs / 1000}"
      /></label>
      <button>Сохранить</button>
    </form>`
}

function servicesForm({ state }: Simulator): Html {
  const rows = [...state.services].map(
    ([code, name]) =>
      html`<tr>
        <td>${code}</td>
        <td>${name}</td>
        <td>
          <form method="post" action="/trainer/service-removed">
            <input type="hidden" name="code" value="${code}" /><button
              class="quiet"
              aria-label="Убрать ${code}"
            >
              Убрать
            </button>
          </form>
        </td>
      </tr>`,
  )
  return html`<h2>Известные услуги</h2>
    ${
      rows.length > 0
        ? html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">ТКУ</th>
                  <th scope="col">Название</th>
                  <td></td>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
        : html`<p>Ни одной: на любое заявление ответом будет код 13.</p>`
    }
    <form class="row" method="post" action="/trainer/service">
      <label>ТКУ <input name="code" required maxlength="20" /></label>
      <label>Название <input name="name" required maxlength="1000" size="40" /></label>
      <button>Добавить</button>
    </form>`
}

function accountForm(): Html {
  return html`<h2>Учётная запись заявителя</h2>
    <form class="row" method="post" action="/trainer/account">
      <label
        >СНИЛС <input name="snils" required pattern="[0-9 \\-]{11,14}" title="11 цифр" inputmode="numeric"
      /></label>
      <label
        >Состояние
        <select name="account">
          <option value="no">Нет учётной записи</option>
          <option value="yes">Есть учётная запись</option>
        </select></label
      >
      <button>Сохранить</button>
    </form>`
}

function refused({ state }: Simulator): Html {
  const rows = state.applied
    .filter(({ code }) => code !== 0)
    .slice(-SHOWN_ORDERS)
    .reverse()
    .map(
      (entry) =>
        html`<tr>
          <td>${pageTime(entry.at)}</td>
          <td>${entry.orderNumber ?? entry.elkOrderNumber ?? ''}</td>
          <td>${entry.status === null ? '' : statusName(entry.status)}</td>
          <td class="bad">
            ${entry.code}: ${MESSAGES[entry.code as Code]}${entry.forced && ' (выбор обучающего)'}
          </td>
        </tr>`,
    )
  return html`<h2>Отклонённые</h2>
    ${
      rows.length > 0
        ? html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Время</th>
                  <th scope="col">Заявление №</th>
                  <th scope="col">Статус</th>
                  <th scope="col">Ответ</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
        : html`<p class="soft">Отклонённых заявлений нет.</p>`
    }`
}

function messages({ exchanges }: Simulator): Html {
  const items = exchanges
    .list()
    .slice(0, SHOWN_MESSAGES)
    .flatMap((facts) => exchanges.find(String(facts.id)) ?? [])
    .map(
      (exchange) =>
        html`<details>
          <summary>
            ${pageTime(exchange.at)} ${exchange.operation}
            <span class="soft">${exchange.messageId ?? ''}</span>
          </summary>
          <h3>Пришло</h3>
          <pre tabindex="0">${exchange.request.slice(0, 20_000)}</pre>
          <h3>Ушло</h3>
          <pre tabindex="0">${exchange.response.slice(0, 20_000)}</pre>
        </details>`,
    )
  return html`<h2>Последние сообщения</h2>
    ${items.length > 0 ? items : html`<p class="soft">Сообщений ещё не было.</p>`}`
}
