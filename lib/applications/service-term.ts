/** End of the last of so many working days after a moment, days from Monday to Friday, counted in UTC days of the zone's noon. */
export function serviceTerm(from: Date, workingDays: number): Date {
  const day = new Date(from)
  for (let left = workingDays; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1)
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) left--
  }
  return day
}
