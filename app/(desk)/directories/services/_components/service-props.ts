import type { ServiceCard } from '@/lib/catalogue/get-service'
import type { ServiceChoices } from '@/lib/catalogue/list-service-choices'

export type ServiceProps = {
  /** Null: a new one. */
  service: (ServiceCard & { applications: number }) | null
  id: string
  choices: ServiceChoices
  manages: boolean
}
