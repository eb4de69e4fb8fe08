'use client'

import { createContext, use } from 'react'

export type Who = { login: string; name: string; esia: boolean }

/** Who was at work when this page was opened: what is saved from it is theirs. */
export const WhoContext = createContext<Who>({ login: '', name: '', esia: false })
export const useWho = () => use(WhoContext)
