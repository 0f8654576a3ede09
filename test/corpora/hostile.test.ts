// Texts made to stall a reader: a hundred thousand of the same sign. Each is read, or refused with a code, well before anyone would wait.
import { describe, expect, it } from 'vitest'
import { bytesOf, outcome } from './fixture.ts'

const size = 100_000
const many = (unit: string): string => unit.repeat(Math.floor(size / unit.length))

describe('a hundred thousand characters of one thing', () => {
  const cases = ['a', ' ', '\t', '\n', '\n \n', '_', '_a ', '_a', '-', 'a-', 'abc-\nde ', '[', '{pg ', 'a^', '=a ', '<i>', '* ', '. ', '» ', 'I ', 'M. ', 'A.', 'V\n\n', 'Chapter 1\n\n']
  it.each(cases.flatMap((unit) => ['txt', 'md'].map((format) => [unit, format] as const)))('%j in a .%s', async (unit, format) => {
    expect(await outcome(`a.${format}`, bytesOf(`Contents\n\nElle courait. ${many(unit)} Il restait.`))).toMatch(/^(?:read|corpora\.)/)
  }, 8_000)
})
