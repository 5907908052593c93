/** A text of one language, with its plural forms. */

/** A text whose `{name}`s are filled in. A message that counts has a form for each plural category of its language. */
export type Message = string | ({ readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string })
