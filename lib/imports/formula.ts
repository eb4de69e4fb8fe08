/** What a spreadsheet program would take for the beginning of a formula. */
export const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text)
