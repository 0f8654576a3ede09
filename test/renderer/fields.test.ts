// The settings of a run as fields: what may stand, what may not, and that nothing is lost on the way.
import { describe, expect, it } from 'vitest'
import { TrainingSettings } from '#shared/contract/training.ts'
import { choicesOf, fieldNames, fieldsOf, problemOf, settingsOf, textsOf, type FieldName } from '../../src/renderer/features/training/fields.ts'

const defaults = TrainingSettings.parse({})

describe('fields', () => {
  it('are all the settings that are numbers, once each', () => {
    const numbers = Object.entries(defaults).filter(([, value]) => typeof value === 'number').map(([name]) => name)
    expect(new Set(fieldNames).size).toBe(fieldNames.length)
    for (const name of numbers) expect(fieldNames).toContain(name)
    for (const name of fieldNames) expect(TrainingSettings.shape[name].safeParse(0.9).error?.issues[0]?.code ?? 'too_big', name).toMatch(/invalid_type|too_big|too_small/)
  })
  it('leave the light layer’s own to the light layer', () => {
    expect(fieldsOf('lora')).toContain('rank')
    expect(fieldsOf('full')).not.toContain('rank')
    expect(fieldsOf('scratch')).not.toContain('alpha')
  })
  it('come back as they went', () => expect(settingsOf(textsOf(defaults), choicesOf(defaults))).toEqual(defaults))
})

describe('problemOf', () => {
  it.each<[FieldName, string, string | null, number]>([
    ['steps', '', null, 0], ['steps', '40', null, 0], ['steps', '0', 'atLeast', 1], ['steps', '2,5', 'notWhole', 0], ['steps', 'many', 'notNumber', 0],
    ['learningRate', '0,0003', null, 0], ['learningRate', '3e-4', null, 0], ['learningRate', '0', 'moreThan', 0], ['learningRate', '2', 'atMost', 1],
    ['batch', '', 'notEmpty', 0], ['batch', '513', 'atMost', 512], ['patience', '', null, 0], ['seed', '-1', 'atLeast', 0], ['clip', 'Infinity', 'notNumber', 0]
  ])('%s "%s": %s', (name, text, kind, bound) => {
    const problem = problemOf(name, text)
    expect(problem?.kind ?? null).toBe(kind)
    expect(problem?.bound ?? 0).toBe(bound)
  })
  it('a text that cannot stand makes no settings', () => expect(settingsOf({ ...textsOf(defaults), batch: '' }, choicesOf(defaults))).toBeNull())
})
