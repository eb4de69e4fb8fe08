import { z } from 'zod'
import { checkRegistration, type CheckContext } from './registration'
import { ApplicationForm } from './schema'

/**
 * The form's schema for the browser: the shape of ApplicationForm and the very check the server makes. Pure.
 * `around` is asked at each check, because «now» moves on while the form stands open.
 */
export function formSchema(around: () => CheckContext): z.ZodType<ApplicationForm, ApplicationForm> {
  const checked = ApplicationForm.superRefine((form, context) => {
    const result = checkRegistration(form, around())
    if (result.ok) return
    for (const [path, message] of Object.entries(result.errors))
      context.addIssue({ code: 'custom', path: path.split('.'), message })
  })
  // The defaults are for rows kept earlier; a form that stands open is always whole, so its input is its output.
  return checked as unknown as z.ZodType<ApplicationForm, ApplicationForm>
}
