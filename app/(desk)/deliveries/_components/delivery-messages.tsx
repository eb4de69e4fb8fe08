'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import card from '@/messages/ru/card.json'
import deliveries from '@/messages/ru/deliveries.json'
import directories from '@/messages/ru/directories.json'
import verdict from '@/messages/ru/verdict.json'

const words = { card, deliveries, directories, verdict }

/** The words of the delivery page. */
export function DeliveryMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
