// What a message is, and how its parameters and plurals are typed. Knows no language.

/** A sentence with `{name}` places, or one a plural form, chosen by the parameter `count`. */
export type Plural = Readonly<{ one: string; other: string }>
export type Message = string | Plural
export type MessageTable = Readonly<Record<string, Message>>

/** French (or any later language) must have exactly the keys of English: what is missing or too much does not compile. */
export type Translation<English extends MessageTable> = { readonly [Key in keyof English]: English[Key] extends string ? string : Plural }

type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never
type TextOf<M> = M extends string ? M : M extends Plural ? M['one'] | M['other'] | '{count}' : never

/** The parameters a message asks for: a number is written as its language writes numbers. */
export type ParamsOf<M> = { readonly [Name in Places<TextOf<M>>]: string | number }
