type Account = { id: string; name: string; position: string }

/** The organisations of one person, as native radios; the one chosen last time is chosen already. */
export function AccountChoice({
  legend,
  accounts,
  last,
}: {
  legend: string
  accounts: Account[]
  last: string | null
}) {
  return (
    <fieldset className="grid gap-1">
      <legend className="sr-only">{legend}</legend>
      {accounts.map(({ id, name, position }) => (
        <label
          key={id}
          className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5 hover:bg-bg has-checked:bg-blue-weak"
        >
          <input
            type="radio"
            name="account"
            value={id}
            required
            defaultChecked={id === last}
            className="size-4 shrink-0 accent-blue"
          />
          <span>
            {name}
            <span className="block text-[13px] leading-[18px] text-muted">{position}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
