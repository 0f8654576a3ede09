// Where the treaty meets its keeping: procedures are implemented from here, all under one border. Knows no domain.
import { implement } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'
import { codedError, codedOutput } from './coded.ts'

export const api = implement(contract).use(async ({ next }, _input, output) => {
  try {
    const result = await next()
    return output(codedOutput(result.output))
  } catch (error) {
    throw codedError(error)
  }
})
