/** The types of the languages' files: one message for each key of English. */
import type { en } from './en.ts'
import type { Message } from './languages.ts'
import type { en as playerEn } from './player/en.ts'

export type MessageKey = keyof typeof en
export type PlayerKey = keyof typeof playerEn

/** A language of the studio: every key of English, and no other. */
export type Catalogue = { readonly [key in MessageKey]: Message }
/** A language of the player, which has a few words in files of their own. */
export type PlayerCatalogue = { readonly [key in PlayerKey]: string }
