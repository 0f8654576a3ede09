// `t(key, params)`: the interface's words. One file a domain and a language; adding a domain is one line in each `index.ts` below.
import { currentLanguage } from './language.svelte.ts'
import type { Message, ParamsOf } from './messages.ts'
import { en } from './en/index.ts'
import { fr } from './fr/index.ts'

export { currentLanguage, useLanguage } from './language.svelte.ts'

type English = typeof en
export type MessageKey = { [D in keyof English]: `${D}.${keyof English[D] & string}` }[keyof English]
type MessageOf<Key extends MessageKey> = Key extends `${infer D extends keyof English}.${infer K}` ? (K extends keyof English[D] ? English[D][K] : never) : never
type Args<Key extends MessageKey> = keyof ParamsOf<MessageOf<Key>> extends never ? [] : [params: ParamsOf<MessageOf<Key>>]
type AnyParams = Readonly<Record<string, string | number>>

const tables: Record<'en' | 'fr', Record<string, Record<string, Message>>> = { en, fr }

/** The message in the language of the interface. `count` also chooses the plural form. */
export function t<Key extends MessageKey>(key: Key, ...args: Args<Key>): string {
  const language = currentLanguage()
  const dot = key.indexOf('.')
  const message = tables[language][key.slice(0, dot)]?.[key.slice(dot + 1)] ?? key
  const params: AnyParams = args[0] ?? {}
  return fill(form(message, language, params), language, params)
}

function form(message: Message, language: string, params: AnyParams): string {
  if (typeof message === 'string') return message
  return new Intl.PluralRules(language).select(Number(params['count'])) === 'one' ? message.one : message.other
}

function fill(text: string, language: string, params: AnyParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : (value ?? whole)
  })
}
