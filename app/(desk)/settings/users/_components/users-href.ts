/** An address of «Пользователи»; a system administrator keeps the organisation that they work in. */
export const usersHref = (path: string, organisationId: string | undefined): string =>
  `/settings/users${path && `/${path}`}${organisationId ? `?of=${organisationId}` : ''}`
