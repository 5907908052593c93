/** One text of a language, with its plural forms. */

/** `{name}` is filled in; a message with a `count` has a form for each plural rule of its language. */
export type Message = string | ({ readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string })
