/** The shape of a language: one message a key, plural forms by the names that Intl gives them. */
import type { en } from './en.ts'
import type { Message } from './message.ts'
import type { en as playerEn } from './player/en.ts'

export type MessageKey = keyof typeof en
export type PlayerKey = keyof typeof playerEn

/** What a language file exports: every key of English, none more. */
export type Catalogue = { readonly [key in MessageKey]: Message }
/** The same of the player's few words, which are a file of their own. */
export type PlayerCatalogue = { readonly [key in PlayerKey]: string }
