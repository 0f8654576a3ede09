// Chapters, parts and scenes: which lines are headings, which only look like it, and where a scene ends.
import { describe, expect, it } from 'vitest'
import { guessLanguage } from '#main/corpora/structure/language.ts'
import { numberOf } from '#main/corpora/structure/numerals.ts'
import { isSceneBreak } from '#main/corpora/structure/separators.ts'
import { prose, read } from './fixture.ts'

/** A text of these headings, each with a chapter of prose below; what was found of them. */
async function found(...headings: readonly string[]): Promise<string[]> {
  const text = headings.map((heading, i) => `${heading}\n\n${prose(`la salle ${i}`)}`).join('\n\n')
  return (await read('La lande.txt', text)).chapters.map(({ part, title }) => part ? `${part} | ${title}` : title)
}

describe('headings', () => {
  const books: readonly (readonly [string, readonly string[]])[] = [
    ['French chapters in capitals', ['CHAPITRE PREMIER', 'CHAPITRE II', 'CHAPITRE III']],
    ['French chapters', ['Chapitre premier', 'Chapitre deux', 'Chapitre XII']],
    ['English chapters', ['CHAPTER THE FIRST', 'Chapter Two', 'Chapter 3']],
    ['titles on the line', ['CHAPITRE I. Une rencontre', 'Chapitre II — Une autre', 'Chapitre III: La fin']],
    ['roman numerals', ['I', 'II', 'III']], ['roman numerals with a stop', ['I.', 'II.', 'III.']], ['arabic numerals', ['1', '2', '3']],
    ['numerals and titles', ['I — Une rencontre', 'II. Une autre', 'III — La fin']], ['English numerals and titles', ['1—A Face', '2—A Fire', '3—The Heath']],
    ['what stands around chapters', ['Prologue', 'Chapitre 1', 'Chapitre 2', 'Épilogue']], ['a preface', ['PRÉFACE', 'I', 'II', 'CONCLUSION']],
    ['scenes of a play', ['SCÈNE PREMIÈRE. LE PRINCE, MARC.', 'SCÈNE II.', 'SCÈNE III. MARC.']],
    ['parts without chapters', ['PREMIÈRE PARTIE', 'DEUXIÈME PARTIE']], ['English parts', ['Part One', 'Part Two']],
    ['one misprinted numeral', ['I', 'II', 'III', 'VI', 'V', 'VI']], ['a keyword, then numerals alone', ['ADVENTURE I. A SCANDAL', 'ADVENTURE II. A LEAGUE', 'III. THE SPECKLED BAND']]
  ]
  it.each(books)('%s', async (_, headings) => { expect(await found(...headings)).toEqual(headings) })

  it('parts above chapters, counting anew or on', async () => {
    expect(await found('LIVRE PREMIER\n\nCHAPITRE PREMIER', 'CHAPITRE II', 'LIVRE II\n\nCHAPITRE PREMIER')).toEqual(
      ['LIVRE PREMIER | CHAPITRE PREMIER', 'LIVRE PREMIER | CHAPITRE II', 'LIVRE II | CHAPITRE PREMIER'])
    expect(await found('PREMIÈRE PARTIE.\n\nI.', 'II.', 'DEUXIÈME PARTIE.\n\nIII.')).toEqual(['PREMIÈRE PARTIE. | I.', 'PREMIÈRE PARTIE. | II.', 'DEUXIÈME PARTIE. | III.'])
    expect(await found('TOME I\n\nLivre premier\n\nChapitre I', 'Chapitre II')).toEqual(['TOME I — Livre premier | Chapitre I', 'TOME I — Livre premier | Chapitre II'])
  })
  it('titles on the line below', async () => {
    expect(await found('CHAPITRE PREMIER\n\nUNE PETITE VILLE', 'CHAPITRE II\n\nUN MAIRE')).toEqual(['CHAPITRE PREMIER — UNE PETITE VILLE', 'CHAPITRE II — UN MAIRE'])
    expect(await found('Chapitre I\n\nMonsieur Myriel', 'Chapitre II\n\nUn dur évêché')).toEqual(['Chapitre I — Monsieur Myriel', 'Chapitre II — Un dur évêché'])
    expect(await found('BOOK ONE\n\nTHE COMING\n\nI.', 'II.')).toEqual(['BOOK ONE — THE COMING | I.', 'BOOK ONE — THE COMING | II.'])
  })
  it('does not take a letter’s place and date, or a speech, for a title', async () => {
    expect(await found('I.\n\nParis, le 12 mars 1853', 'II.\n\nTours, le 14 mars 1853')).toEqual(['I.', 'II.'])
    expect(await found('I\n\n— Vous êtes là ?', 'II\n\n— Oui')).toEqual(['I', 'II'])
  })
  const lookalikes = ['I', 'X', 'Chapter 3 was the best of them.', 'Part two of the plan was simpler than it looked, he said.', 'Le livre premier de la série dormait sur la table.', '1815', 'M.', 'C.', 'Note that he was late.', 'Livre-moi ton secret.']
  it.each(lookalikes)('%j alone is no chapter', async (line) => {
    expect((await read('La lande.txt', `${prose('la mare')}\n\n${line}\n\n${prose('la lande')}`)).chapters.map(({ title }) => title)).toEqual(['La lande'])
  })
  it('a list of two numbered things is no book of two chapters', async () => {
    expect((await read('La lande.txt', `${prose('la mare')}\n\n1. Du pain\n\n2. Du vin\n\n3. Du sel\n\n${prose('la lande')}`)).chapters.length).toBe(1)
  })
  it('a book without chapters is one chapter with its title', async () => {
    expect((await read('la_petite_lande.txt', prose('la mare'))).chapters.map(({ title, part }) => ({ title, part }))).toEqual([{ title: 'La petite lande', part: null }])
  })
  it('loses nothing: the chapters hold every word that is not a heading', async () => {
    const bodies = [prose('la mare', 5), prose('le bois', 5), prose('le puits', 5)]
    const { chapters } = await read('a.txt', `À mon amie.\n\nPREMIÈRE PARTIE\n\nUne épigraphe.\n\nI\n\n${bodies[0]}\n\nII\n\n${bodies[1]}\n\n* * *\n\n${bodies[2]}`)
    const text = chapters.flatMap(({ scenes }) => scenes.flatMap(({ blocks }) => blocks.flatMap((block) => block.kind === 'sceneBreak' ? [] : block.runs.map((run) => run.text))))
    expect(text).toEqual(['À mon amie.', 'Une épigraphe.', ...bodies])
    expect(chapters.map(({ scenes }) => scenes.length)).toEqual([1, 1, 2])
  })
})

describe('scene breaks', () => {
  it.each(['* * *', '***', '*', '⁂', '#', '~', '* * * * *', '– – –', '───'.replace(/─/g, '_'), '❦', '\\* \\* \\*'])('%j', (line) => { expect(isSceneBreak(line)).toBe(true) })
  it.each(['—', '-', '...', 'I', '*** d’avoir', '—Non', '1', '• pain', ''])('%j is none', (line) => { expect(isSceneBreak(line)).toBe(false) })
})

describe('small knowledge', () => {
  it.each([['XIV', 14], ['IV', 4], ['IIII', 4], ['XL', 40], ['xii', 12], ['premier', 1], ['dix-septième', 17], ['the first', 1], ['Twenty-One', 21], ['12', 12], ['M', null], ['IC', null], ['mille', null]] as const)(
    '%s is %s', (text, number) => { expect(numberOf(text)).toBe(number) })
  it.each([['Elle marchait dans la rue et il ne la voyait pas.', 'fr'], ['She walked down the street and he did not see her.', 'en'], ['Er ging nach Hause.', null], ['', null]] as const)(
    'the language of %j is %s', (text, language) => { expect(guessLanguage(text)).toBe(language) })
})
