import { importServices } from '@/lib/catalogue/import-services'
import { importTargets } from '@/lib/catalogue/import-targets'
import type { ImportKind } from '@/lib/imports/kind'
import { importUsers } from '@/lib/users/import-users'

/** What the worker can import; app/import-kinds.ts lists the same for the screens. */
export const importKinds: readonly ImportKind[] = [importServices, importTargets, importUsers]
