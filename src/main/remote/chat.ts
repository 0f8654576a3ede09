// A chat model made to go on from a text: what it is told, and its answer without what it says around the text. Knows a text and a language; knows no line.
import type { Language } from '#shared/language.ts'

interface Told { readonly system: string; readonly before: string; readonly after: string }
const told: Readonly<Record<Language, Told>> = {
  en: {
    system: 'You write the next words of a novel in its author’s voice. Answer with nothing but the words that follow the text, from where it breaks off: no greeting, no title, no quotation marks around them, no comment, and nothing of the text again.',
    before: 'Go on from here:', after: 'It must lead to this, which follows already and is not to be written again:'
  },
  fr: {
    system: 'Tu écris les mots qui suivent dans un roman, dans la voix de son auteur. Réponds par ces seuls mots, à partir de l’endroit où le texte s’interrompt : ni salutation, ni titre, ni guillemets autour, ni commentaire, et rien du texte une seconde fois.',
    before: 'Continue à partir d’ici :', after: 'Cela doit mener à ceci, qui suit déjà et n’est pas à récrire :'
  }
}

export interface Message { readonly role: 'system' | 'user'; readonly content: string }

export function chatMessages({ prompt, after, language }: { readonly prompt: string; readonly after: string; readonly language: Language }): readonly Message[] {
  const { system, before, after: leading } = told[language]
  const behind = after.trim() === '' ? '' : `\n\n${leading}\n\n${after}`
  return [{ role: 'system', content: system }, { role: 'user', content: `${before}\n\n${prompt}${behind}` }]
}

/** How an obliging model begins before it begins. */
const obliging = /^(?:sure|certainly|of course|absolutely|okay|ok|here(?:’|'| i)s|here are|continuation|continuing|bien sûr|certainement|d(?:’|')accord|absolument|avec plaisir|voici|voilà|suite)(?![\p{L}\p{N}])/iu
/** Such a beginning is one short line that announces: it ends with a colon, or a blank line follows. */
const announcement = /^[^\n]{0,200}(?::[ \t\u00A0]*(?:\n+|(?=["«“]))|[!.][ \t]*\n\n+)/u
const fence = /^(?:```|~~~)[^\n]*\n/u
const thought = /^<think(?:ing)?>.*?<\/think(?:ing)?>\s*/su
/** Of her text, so much may come back at the beginning of an answer; shorter echoes are chance. In characters. */
const [longestEcho, shortestEcho] = [400, 8]
/** With so much, it is known whether an answer begins with something that is not hers. */
const enough = 220

/** How much of an answer says her last words again: the longest end of the prompt, from a word on, that it begins with. `whole`: nothing follows. Null: not known yet. */
function echoed(prompt: string, answer: string, whole: boolean): number | null {
  const tail = prompt.trimEnd().slice(-longestEcho)
  for (const { index } of tail.matchAll(/(?<=^|\s)\S/gu)) {
    const end = tail.slice(index)
    if (end.length < shortestEcho) break
    if (answer.startsWith(end)) return end.length
    if (!whole && end.startsWith(answer)) return null
  }
  return 0
}

/** The text of an answer, or null while it is not known where it begins. */
function begun(prompt: string, said: string, whole: boolean): string | null {
  let text = said.trimStart()
  const isOpen = (mark: string): boolean => !whole && mark.startsWith(text)
  if (text === '' || ['<think>', '<thinking>', '```', '~~~'].some(isOpen)) return whole ? text : null
  if (/^<think(?:ing)?>/u.test(text)) {
    if (!thought.test(text)) return whole ? '' : null
    text = text.replace(thought, '')
    return begun(prompt, text, whole)
  }
  if (fence.test(text)) return begun(prompt, text.replace(fence, ''), whole)
  if (!whole && /^(?:```|~~~)/u.test(text)) return null
  // Up to a second whole word it may become any beginning.
  if (!whole && !/^\S+\s+\S+\s/u.test(text)) return null
  if (obliging.test(text)) {
    if (announcement.test(text)) return begun(prompt, text.replace(announcement, ''), whole)
    if (!whole && text.length < enough) return null
  }
  const echo = echoed(prompt, text, whole)
  const rest = echo === null ? null : text.slice(echo)
  return !whole && rest?.trim() === '' ? null : rest
}

/** Behind her text with the blank that a chat does not write: before a word, where she left none. */
function joined(prompt: string, text: string): string {
  const trimmed = text.replace(/^[ \t]+/u, '')
  return /[\s(«“‘'’-]$/u.test(prompt) || prompt === '' || !/^[\p{L}\p{N}«“—–(]/u.test(trimmed) ? trimmed : ` ${trimmed}`
}

/** What is said behind the text: the fence that closes it, or a remark of the model's below a line. */
const afterwards = /\s*\n(?:```|~~~)[ \t]*(?:\n.*)?$|\s*\n+(?:-{3,}|\*{3})?\s*\n*\(?\*{0,2}(?:note|remarque|n\.b\.)[^\n]{0,10}:.*$/isu

export interface Clearing { readonly write: (piece: string) => string; readonly close: () => string }

/** An answer as it comes, without what is said before and behind it. One line at the end is held back until it is known to be text. */
export function openClearing(prompt: string): Clearing {
  let held = ''
  let isBegun = false
  /** Up to the last line: what begins a line may be a fence or a remark. */
  const settled = (text: string): number => {
    const at = text.search(/\s*\n(?:\s*(?:-{3,}|\*{3})[ \t]*\n+)?[^\n]{0,20}$/u)
    return at < 0 ? text.length : at
  }
  function taken(whole: boolean): string {
    if (!isBegun) {
      const text = begun(prompt, held, whole)
      if (text === null || (text === '' && !whole)) return ''
      held = joined(prompt, text)
      isBegun = true
    }
    const text = held.replace(afterwards, '')
    const end = whole || text.length < held.length ? text.length : settled(text)
    const shown = text.slice(0, end)
    held = whole ? '' : held.slice(end)
    return shown
  }
  return { write: (piece) => { held += piece; return taken(false) }, close: () => taken(true) }
}
