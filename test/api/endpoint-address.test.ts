// Another program's address: what she typed made whole, and whether it is this machine.
import { describe, expect, it } from 'vitest'
import { addressOf, hostOf, isThisMachine } from '#shared/endpoint.ts'

describe('an address', () => {
  it.each([
    ['127.0.0.1:11434', 'http://127.0.0.1:11434/v1'], [' localhost:8080/ ', 'http://localhost:8080/v1'], ['http://box.local:8000/v1/', 'http://box.local:8000/v1'],
    ['https://example.org/api/v2', 'https://example.org/api/v2'], ['HTTP://LOCALHOST:1', 'http://localhost:1/v1'], ['[::1]:9', 'http://[::1]:9/v1']
  ])('%j is %s', (typed, address) => { expect(addressOf(typed)).toBe(address) })
  it.each(['', '   ', 'ftp://a/v1', 'file:///etc', 'http://', 'http://me:pw@a/v1', 'a b'])('%j is none', (typed) => { expect(addressOf(typed)).toBeNull() })
})

describe('this machine', () => {
  it.each([['http://127.0.0.1:1/v1', true], ['http://127.8.9.1/v1', true], ['http://localhost/v1', true], ['http://[::1]:4/v1', true], ['http://192.168.1.4/v1', false], ['https://127.0.0.1.example.org/v1', false], ['http://localhost.example.org/v1', false], ['no address', false]])('%s: %s', (address, here) => {
    expect(isThisMachine(address)).toBe(here)
  })
  it('is named as a host', () => { expect(hostOf('http://127.0.0.1:11434/v1')).toBe('127.0.0.1:11434') })
})
