// Real Project Gutenberg files, as downloaded: nothing of the edition is left, every chapter is found (counted by eye in the files), the
// first and last words are the author's. Skipped where those files are not at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chapterText } from '#main/corpora/index.ts'
import { read } from './fixture.ts'

const folder = '../shared/corpora/gutenberg'
const files = existsSync(folder) ? readdirSync(folder).flatMap((language) => readdirSync(`${folder}/${language}`).map((name) => `${language}/${name}`)) : []

type Book = { readonly title: string, readonly author: string, readonly chapters: number, readonly opens: string, readonly ends: string }
const book = (title: string, author: string, chapters: number, opens: string, ends: string): Book => ({ title, author, chapters, opens, ends })

/** By the beginning of the file's name. `opens` begins a paragraph of the first chapters; `ends` ends the text, but for its "FIN". */
const books: Readonly<Record<string, Book>> = {
  'en/Dracula': book('Dracula', 'Bram Stoker', 29, '3 May. Bistritz.—Left Munich at 8:35 P. M., on 1st May', 'JONATHAN HARKER.'),
  'en/Emma': book('Emma', 'Jane Austen', 55, 'Emma Woodhouse, handsome, clever, and rich, with a comfortable home and happy disposition', 'were fully answered in the perfect happiness of the union.'),
  'en/Far': book('Far from the Madding Crowd', 'Thomas Hardy', 57, 'When Farmer Oak smiled, the corners of his mouth spread till', 'and I feel my thanks accordingly."'),
  'en/Persuasion': book('Persuasion', 'Jane Austen', 24, 'Sir Walter Elliot, of Kellynch Hall, in Somersetshire, was a man who, for his own amusement', 'in its domestic virtues than in its national importance.'),
  'en/Pride': book('Pride and Prejudice', 'Jane Austen', 61, 'It is a truth universally acknowledged, that a single man in possession', 'had been the means of uniting them.'),
  'en/The-Adventures': book('The Adventures of Sherlock Holmes', 'Arthur Conan Doyle', 12, 'To Sherlock Holmes she is always THE woman.', 'where I believe that she has met with considerable success.'),
  'en/The-Return': book('Return of the Native', 'Thomas Hardy', 49, 'A Saturday afternoon in November was approaching the time of twilight', 'for the story of his life had become generally known.'),
  'en/The-War': book('The War of the Worlds', 'H. G. Wells', 28, 'No one would have believed in the last years of the nineteenth century', 'and that she has counted me, among the dead.'),
  'fr/Au-bonheur': book('Au bonheur des dames', 'Émile Zola', 14, 'Denise était venue à pied de la gare Saint-Lazare, où un train de Cherbourg', 'pour l\'en ramener à son bras, toute-puissante.'),
  'fr/Eug': book('Eugenie Grandet', 'Honore de Balzac', 1, 'Il se trouve dans certaines provinces des maisons dont la vue inspire', 'Paris, septembre 1833.'),
  'fr/La-Chartreuse': book('La Chartreuse de Parme', 'Stendhal', 28, 'Le 15 mai 1796, le général Bonaparte fit son entrée dans Milan à la tête de cette jeune armée', 'TO THE HAPPY FEW'),
  'fr/Le-Rouge': book('Le Rouge et le noir', 'Stendhal', 75, 'La petite ville de Verrières peut passer pour l\'une des plus jolies de la Franche-Comté.', 'elle mourut en embrassant ses enfants.'),
  'fr/Les-mis': book('Les misérables Tome I', 'Victor Hugo', 70, 'En 1815, M. Charles-François-Bienvenu Myriel était évêque de Digne.', 'Sa tombe ressembla à son lit.'),
  'fr/Les-trois': book('Les trois mousquetaires', 'Alexandre Dumas', 69, 'Le premier lundi du mois d\'avril 1625, le bourg de Meung', 'dans quelque château royal aux frais de sa généreuse Éminence.'),
  'sand/Elle': book('Elle et lui', 'George Sand', 15, 'Ma chère Thérèse, puisque vous me permettez de ne pas vous appeler mademoiselle', 'voilà tes soeurs et tes amantes.»'),
  'sand/Gabriel': book('Gabriel', 'George Sand', 39, '(Le prince est en manteau de voyage, assis sur un fauteuil.', 'l\'abbé entraîne Astolphe.)'),
  'sand/Jacques': book('Jacques', 'George Sand', 98, 'Tu veux, mon amie, que je te dise la vérité', '(Note de l\'éditeur.)'),
  'sand/L-lia': book('Lélia', 'George Sand', 69, 'Quand la crédule espérance hasarde un regard confiant', 'et se remit en route.'),
  'sand/La-Mare': book('La Mare au Diable', 'George Sand', 22, 'Le quatrain en vieux français, placé au-dessous d’une composition d’Holbein', 'les refrains joyeux de la veille.'),
  'sand/La-petite': book('La petite fadette', 'George Sand', 41, 'Le père Barbeau de la Cosse n\'était pas mal dans ses affaires', 'parce qu\'il avait le coeur trop sensible et trop passionné.'),
  'sand/Lettres': book('Lettres d\'un voyageur', 'George Sand', 13, 'J\'étais arrivé à Bassano à neuf heures du soir', 'ce n\'est pas là ce que vous vouliez me répondre.»'),
  'sand/Mauprat': book('Mauprat', 'George Sand', 31, 'Sur les confins de la Marche et du Berry', 'le coupable incorrigible et le ciel implacable.'),
  'sand/Valentine': book('Valentine', 'George Sand', 40, 'La partie sud-est du Berry renferme quelques lieues', 'la double tombe de Valentine et de Bénédict.')
}
const bookOf = (file: string): Book | undefined => Object.entries(books).find(([start]) => file.startsWith(start))?.[1]

/** Seven-bit editions lost their accents, others write œ and ’ or do not: the words are the same. */
const bare = (text: string): string => text.replaceAll('œ', 'oe').replaceAll('’', '\'').replaceAll('«', '"').replaceAll('»', '"').normalize('NFD').replace(/\p{M}/gu, '')

describe.skipIf(files.length === 0)('Project Gutenberg files (needs ../shared/corpora/gutenberg)', () => {
  it('knows a book for every file', () => { expect(files.filter((file) => bookOf(file) === undefined)).toEqual([]) })

  it.each(files)('%s: the book is whole, and cleaned twice it is the same', async (file) => {
    const { title, author, chapters, opens, ends } = bookOf(file) ?? book('', '', 0, '', '')
    const manuscript = await read(file, new Uint8Array(readFileSync(`${folder}/${file}`)))
    const paragraphs = manuscript.text.split('\n\n')
    const story = manuscript.text.replace(/(?:\s*(?:\* \* \*|FIN[^\n]{0,20}|THE END|FINIS?|Finis))+$/, '')
    expect([manuscript.title, manuscript.author, manuscript.chapters.length, manuscript.language]).toEqual([title, author, chapters, file.startsWith('en') ? 'en' : 'fr'])
    expect(paragraphs.slice(0, 60).some((paragraph) => bare(paragraph).startsWith(bare(opens)))).toBe(true)
    expect(bare(story).endsWith(bare(ends))).toBe(true)
    expect(manuscript.text).not.toMatch(/Project Gutenberg|Proofread|\[Illustration|\{pg |\{~|<i>|\*\*\* ?(?:START|END)|Calmann|MICHEL L[ÉE]VY/i)
    expect(manuscript.chapters.filter(({ words }) => words === 0).map((one) => one.title)).toEqual([])
    expect(manuscript.chapters.reduce((sum, { words }) => sum + words, 0)).toBeGreaterThan(manuscript.words * 0.98)
    expect((await read('a.txt', manuscript.text)).text).toBe(manuscript.text)
  })

  it('keeps lines that begin with three stars inside the novel', async () => {
    const [lelia, chartreuse] = await Promise.all(['sand/L-lia_39738__39738-8.txt', 'fr/La-Chartreuse-De-Parme_796__796-0.txt'].map((file) => read(file, new Uint8Array(readFileSync(`${folder}/${file}`)))))
    expect(lelia?.text).toContain('*** d\'avoir manifesté un soupçon')
    expect(chartreuse?.text).toContain('***, à la suite du raisonnement')
  })
  it('says that a seven-bit edition has lost its accents', async () => {
    expect((await read('a.txt', new Uint8Array(readFileSync(`${folder}/sand/Gabriel_13380__13380.txt`)))).warnings).toContain('corpora.warning-no-accents')
  })
  it('parts, chapters and titles of Les Misérables', async () => {
    const { chapters } = await read('a.txt', new Uint8Array(readFileSync(`${folder}/fr/Les-mis-rables-Tome-I--13-Fantine_17489__17489-8.txt`)))
    const parts = [...new Set(chapters.map(({ part }) => part))].map((part) => chapters.filter((chapter) => chapter.part === part).length)
    expect(parts).toEqual([14, 13, 9, 3, 13, 2, 11, 5])
    expect([chapters[0]?.part, chapters[0]?.title]).toEqual(['Livre premier—Un juste', 'Chapitre I — Monsieur Myriel'])
    expect(chapterText(chapters[0] ?? { scenes: [] }).startsWith('En 1815, M. Charles-François-Bienvenu Myriel')).toBe(true)
  })
})
