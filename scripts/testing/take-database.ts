import { inject } from 'vitest'

Object.assign(process.env, inject('databases')[Number(process.env.VITEST_POOL_ID) - 1])
