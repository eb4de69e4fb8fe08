import { html } from '../smev/pages/html'
import { faults } from './faults'
import { esiaLayout } from './page'
import { fullName, persons } from './persons'

/** Who signs in: instead of a password, since nobody here is real. */
export function personsPage(id: string): string {
  return esiaLayout(
    'Кто входит?',
    html`<h1>Кто входит?</h1>
      <p class="soft">Система «АРМ ЕЛК» просит фамилию, имя, отчество и СНИЛС.</p>
      <form method="post" action="/login">
        <input type="hidden" name="request" value="${id}" />
        <fieldset>
          <legend>Учётная запись</legend>
          ${persons.map(
            (person, index) =>
              html`<label class="who">
                <input type="radio" name="oid" value="${person.oid}" ${index === 0 && html` checked`} />
                <span
                  >${fullName(person)}<br /><span class="soft"
                    >СНИЛС ${person.snils}${person.note && `. ${person.note}`}</span
                  ></span
                >
              </label>`,
          )}
        </fieldset>
        <label
          >Ответ ЕСИА
          <select name="fault">
            ${Object.entries(faults).map(([name, words]) => html`<option value="${name}">${words}</option>`)}
          </select>
        </label>
        <p><button>Войти</button></p>
      </form>`,
  )
}
