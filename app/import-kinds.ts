import { importServices } from '@/lib/catalogue/import-services'
import { importTargets } from '@/lib/catalogue/import-targets'
import type { ImportKind } from '@/lib/imports/kind'
import { importUsers } from '@/lib/users/import-users'

/** What people can import; worker/import-kinds.ts lists the same for the work. */
export const importKinds: readonly ImportKind[] = [importServices, importTargets, importUsers]
