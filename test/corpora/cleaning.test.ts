// Cleaning steps as a table of before and after, and their laws: nothing happens to a text that needs nothing, and nothing happens twice.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CleaningStep } from '#shared/contract/corpora.ts'
import { clean } from '#main/corpora/cleaning/index.ts'
import { unmarked } from '#main/corpora/marks.ts'
import { prose, read, wrapped } from './fixture.ts'

const context = { title: 'La Lande', author: 'Jeanne Mor', fromGutenberg: true }
const all: readonly CleaningStep[] = ['gutenberg', 'catalogue', 'transcriber-notes', 'unwrap', 'dehyphenate', 'page-furniture', 'contents', 'markup']
/** Runs one step alone. */
const only = (step: CleaningStep, text: string): string =>
  unmarked(clean(text, context, Object.fromEntries(all.map((name) => [name, name === step]))).text)

const story = `CHAPITRE PREMIER\n\n${prose('la mare', 8)}\n\nCHAPITRE II\n\n${prose('la lande', 8)}`

describe('Project Gutenberg', () => {
  const header = 'The Project Gutenberg EBook of La Lande, by Jeanne Mor\n\nTitle: La Lande\n\nAuthor: Jeanne Mor\n\n'
  const starts = [
    '*** START OF THIS PROJECT GUTENBERG EBOOK LA LANDE ***', '***START OF THE PROJECT GUTENBERG EBOOK LA LANDE***', '*** START OF THE PROJECT GUTENBERG EBOOK, LA LANDE ***',
    '*** START OF THE PROJECT GUTENBERG EBOOK LA LANDE, UN TRÈS LONG\nTITRE ***', '*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*'
  ]
  const ends = [
    'End of the Project Gutenberg EBook of La Lande, by Jeanne Mor\n\n*** END OF THIS PROJECT GUTENBERG EBOOK LA LANDE ***\n\nlicence', '***END OF THE PROJECT GUTENBERG EBOOK LA LANDE***\nlicence',
    'End of Project Gutenberg\'s La Lande, by Jeanne Mor\nlicence', 'End of the Project Gutenberg EBook of La Lande, by \nJeanne Mor\n\nlicence', 'Fin du Projet Gutenberg de La Lande\nlicence',
    'Fin de l\'édition électronique de La Lande, par le Project Gutenberg'
  ]
  const credits = ['', 'Produced by Some Volunteer and the Online Distributed\nProofreading Team at http://www.pgdp.net\n\n', 'E-text prepared by Walter Debeuf\n\n', 'Produit par Daniel Fromont\n\n']
  it.each(starts)('header ending in %j', (start) => { expect(only('gutenberg', `${header}${start}\n\n${story}`).trim()).toBe(story) })
  it.each(ends)('footer beginning with %j', (end) => { expect(only('gutenberg', `${header}${starts[0]}\n\n${story}\n\n${end}`).trim()).toBe(story) })
  it.each(credits)('credits %j', (credit) => { expect(only('gutenberg', `${header}${starts[0]}\n\n${credit}${story}\n\n${ends[0]}`).trim()).toBe(story) })
  it('is not taken in by three stars inside the novel', () => {
    const stars = `${story}\n\n*** d'avoir manifesté un soupçon, dit-elle à la princesse de\n***, à la suite du raisonnement.`
    expect(only('gutenberg', `${header}${starts[0]}\n\n${stars}\n\n${ends[0]}`).trim()).toBe(stars)
  })
  it('leaves a novel that speaks of Gutenberg alone', () => { expect(only('gutenberg', `${story}\n\nGutenberg inventa l'imprimerie.`)).toBe(`${story}\n\nGutenberg inventa l'imprimerie.`) })
})

describe('lines', () => {
  const width = (text: string) => wrapped(text, 60)
  const filler = Array.from({ length: 6 }, (_, i) => prose(`la salle ${i}`, 4)).join('\n\n')
  const verse = '    Fadet, fadet, petit fadet,\n    Prends ta chandelle et ton cornet;\n    J\'ai pris ma cape et mon capet.'
  it('joins hard-wrapped lines', () => { expect(only('unwrap', width(filler))).toBe(filler) })
  it('keeps verse, signatures and headings on lines of their own', () => {
    const tail = '\n\nGEORGE SAND.\n\nNohant, 12 avril 1851.\n\nCHAPITRE II'
    expect(only('unwrap', `${width(filler)}\n\n${verse}${tail}`)).toBe(`${filler}\n\n${verse.replace(/^ +/gm, '')}${tail}`)
  })
  it('keeps speeches apart when only their dash says where they begin', () => {
    expect(only('unwrap', `${width(filler)}\n\n--Vous êtes là?\n--Oui.`)).toBe(`${filler}\n\n--Vous êtes là?\n\n--Oui.`)
  })
  it('guesses paragraphs from short lines where a scan has no blank lines', () => {
    const paragraphs = Array.from({ length: 40 }, (_, i) => `Voici le paragraphe ${i}, assez long pour couvrir plusieurs lignes du livre et finir tôt. Il finit ici.`)
    expect(only('unwrap', paragraphs.map(width).join('\n')).split('\n\n').length).toBeGreaterThan(20)
  })
  it('leaves a text alone whose lines are paragraphs, and poems', () => {
    const poem = Array.from({ length: 20 }, (_, i) => `Vers ${i} bien court,\nSuivi d'un autre\nEt d'un troisième.`).join('\n\n')
    expect([only('unwrap', filler), only('unwrap', poem)]).toEqual([filler, poem])
  })
  const cuts = [
    ['La con-\ngrégation attendait.', 'La congrégation\n attendait.'], ['Viendrez-\nvous demain? demanda-t-\nil.', 'Viendrez-vous\n demain? demanda-t-il\n.'],
    ['Sa grand-\nmère dormait.', 'Sa grand-mère\n dormait.'], ['L\'arc-en-ciel, puis l\'arc-en-\nciel.', 'L\'arc-en-ciel, puis l\'arc-en-ciel\n.']
  ] as const
  it.each(cuts)('mends %j', (before, after) => { expect(only('dehyphenate', before)).toBe(after) })
})

describe('pages, tables and catalogues', () => {
  it('takes page numbers and running heads away, not numbered chapters', () => {
    const pages = Array.from({ length: 12 }, (_, i) => `${prose(`la page ${i}`, 6)}\n\nLA LANDE\n\n${i + 40}`).join('\n\n')
    expect(only('page-furniture', pages)).not.toMatch(/LA LANDE|^\d+$/m)
    const chapters = Array.from({ length: 12 }, (_, i) => `${i + 1}\n\n${prose(`la page ${i}`, 150)}`).join('\n\n')
    expect(only('page-furniture', chapters)).toBe(chapters)
  })
  it.each(['CHAPTER', 'Chapitre', 'LIVRE'])('headings "%s 1", "%s 2"… are no running heads', (word) => {
    const book = Array.from({ length: 12 }, (_, n) => `${word} ${n + 1}\n\nIt rained on the moor all that day, and nobody came.`).join('\n\n')
    expect(only('page-furniture', book)).toBe(book)
  })
  const tables = [
    'TABLE DES MATIÈRES\n\nCHAPITRE PREMIER\nCHAPITRE II', 'Contents\n\n CHAPITRE PREMIER     1\n\n CHAPITRE II     14', 'TABLE\n\nCHAPITRE PREMIER Une rencontre\n\nCHAPITRE II Une autre\n\nFIN DE LA TABLE'
  ]
  it.each(tables)('takes the table %j away and stops where the story begins', (table) => { expect(only('contents', `${table}\n\n\n${story}`).trim()).toBe(story) })
  it('leaves a chapter called "Table" alone', () => { expect(only('contents', `Table\n\n${prose('la salle', 8)}`)).toBe(`Table\n\n${prose('la salle', 8)}`) })
  const page = 'LA LANDE\n\nPAR\n\nJEANNE MOR\n\nNOUVELLE ÉDITION\n\nPARIS\nMICHEL LÉVY FRÈRES, ÉDITEURS\n2 BIS, RUE VIVIENNE\n\n1867'
  const list = 'COLLECTION MICHEL LÉVY\n\nOEUVRES DE JEANNE MOR\n\n  LA MARE       1 vol.\n  LE BOIS       2 --\n  LE PUITS      1 --'
  it('takes title pages and catalogues away at the head', () => { expect(only('catalogue', `${page}\n\n${list}\n\n\n${story}`).trim()).toBe(story) })
  it('takes a catalogue after FIN away', () => { expect(only('catalogue', `${story}\n\nFIN\n\n${list}`).trim()).toBe(`${story}\n\nFIN`) })
  it('leaves a dedication alone', () => { expect(only('catalogue', `À MON AMIE\n\n${story}`)).toBe(`À MON AMIE\n\n${story}`) })
  it('takes transcribers’ notes away at both ends', () => {
    const head = 'Au lecteur\n\nCette version électronique reproduit dans son intégralité la version originale.'
    const tail = '* * *\n\nListe des modifications:\n\npage 13: l\'aure remplacé par l\'autre'
    const middle = Array.from({ length: 80 }, (_, i) => prose(`la salle ${i}`, 2)).join('\n\n')
    expect(only('transcriber-notes', `${head}\n\n${middle}\n\nFIN.\n\n${tail}`).trim()).toBe(`${middle}\n\nFIN.`)
  })
})

describe('signs', () => {
  const cases = [
    ['Il dit _oui_, puis _mille\nfois_ non.', 'Il dit oui, puis mille\nfois non.'], ['--Vous?--Moi.', '—Vous?—Moi.'], ['the ----shire Militia', 'the ——shire Militia'],
    ['Avant. [Illustration: une mare] Après.', 'Avant. Après.'], ['Un mot[1] et un autre [A].\n\n[1] Une note.\n\n[A] Une autre.', 'Un mot et un autre.'], ['le 4^{e} jour', 'le 4e jour'],
    ['page {pg 279}', 'page'], ['{~--- UTF-8 BOM ---~}ELLE', 'ELLE'], ['snake_case_name', 'snake_case_name'], ['« Là », dit-il…', '« Là », dit-il…'], ['He was here.  She left.', 'He was here. She left.']
  ] as const
  it.each(cases)('%j', (before, after) => { expect(only('markup', before)).toBe(after) })
})

describe('laws', () => {
  const word = fc.constantFrom('la', 'mare', 'brûlait', 'où', 'l’abbé', 'cœur', 'grand-mère', 'dit-elle', 'M.', 'à')
  const sentence = fc.array(word, { minLength: 3, maxLength: 25 }).map((words) => `Alors ${words.join(' ')}.`)
  const paragraph = fc.array(sentence, { minLength: 1, maxLength: 6 }).map((sentences) => sentences.join(' '))
  const speech = sentence.map((text) => `— ${text}`)
  const novel = fc.array(fc.oneof(paragraph, speech), { minLength: 2, maxLength: 40 }).map((parts) => parts.join('\n\n'))
  it('a text that needs nothing is not changed', () => { fc.assert(fc.property(novel, (text) => { expect(clean(text, { ...context, fromGutenberg: false }, {}).text).toBe(text) })) })
  it('cleaning twice is cleaning once', () => {
    fc.assert(fc.property(novel, fc.integer({ min: 45, max: 90 }), (text, width) => {
      const once = unmarked(clean(wrapped(text, width), context, {}).text)
      expect(unmarked(clean(once, context, {}).text)).toBe(once)
    }))
  })
  it('any text whatever is cleaned without failing, and no word is made up', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => { expect(clean(text, context, {}).text.length).toBeLessThanOrEqual(text.length + 2) }))
  })
  it('every step can be switched off: with all off the text is the file’s', async () => {
    const text = `The Project Gutenberg EBook\n\n*** START OF THIS PROJECT GUTENBERG EBOOK X ***\n\n_Elle_ --dit.\n\n${story}`
    const manuscript = await read('a.txt', text, Object.fromEntries(all.map((name) => [name, false])))
    expect(manuscript.text).toBe(text)
    expect(manuscript.originalText).toBe(text)
    expect(manuscript.cleaning.map(({ enabled, places }) => ({ enabled, places }))).toEqual(all.map(() => ({ enabled: false, places: 0 })))
  })
  it('says what it did: places, characters, and examples before and after', async () => {
    const { cleaning } = await read('a.txt', `Elle dit _oui_.\n\n${story}`)
    expect(cleaning.find(({ step }) => step === 'markup')).toEqual({ step: 'markup', enabled: true, places: 1, removedCharacters: 2, examples: [{ before: '_oui_', after: 'oui' }] })
  })
})
