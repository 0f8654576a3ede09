// Settings: defaults for what she has not chosen, in the language of her system.
import { describe, expect, it } from 'vitest'
import { neutralRule, noSteering } from '#ml/generation/index.ts'
import { createSettings, defaultSettings } from '#main/settings/service.ts'
import { testLibrary } from '../support/library.ts'

describe('settings', () => {
  it.each([['fr-FR', 'fr'], ['fr_CA.UTF-8', 'fr'], ['en-GB', 'en'], ['de-DE', 'en'], ['', 'en']])('locale "%s" speaks %s', (locale, language) => {
    expect(defaultSettings(locale).language).toBe(language)
  })

  it('changes one and leaves the others', () => {
    const settings = createSettings(testLibrary(), 'fr-FR')
    expect(settings.set({ ghostText: false })).toEqual({ ...defaultSettings('fr-FR'), ghostText: false })
  })

  it('falls back to the default for a value it does not understand, and keeps the rest', () => {
    const library = testLibrary()
    library.database.exec(`INSERT INTO settings VALUES ('theme', '"plaid"'), ('fontSize', '20'), ('from a newer one', 'true')`)
    expect(createSettings(library, 'en-GB').get()).toEqual({ ...defaultSettings('en-GB'), fontSize: 20 })
  })

  it('reads the sampling of a version that knew fewer samplers: what was chosen stays, what is new changes nothing', () => {
    const library = testLibrary()
    const kept = { temperature: 1.3, topK: 40, topP: 0.9, minP: 0.05, repetitionPenalty: 1.2, seed: 7, stop: ['FIN'] }
    library.database.prepare('INSERT INTO settings VALUES (?, ?)').run('sampling', JSON.stringify(kept))
    expect(createSettings(library, 'fr-FR').get().sampling).toEqual({ ...neutralRule, ...noSteering, ...kept })
  })
})
