/** Copies of objects with only some of their fields. */

const filtered = <T extends object>(all: T, keep: (entry: [name: string, value: unknown]) => boolean): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(keep)) as Partial<T>

/** A copy with the named fields alone. */
export const pick = <T extends object>(all: T, fields: readonly string[]): Partial<T> =>
  filtered(all, ([name]) => fields.includes(name))

/** A copy without the named fields. */
export const omit = <T extends object>(all: T, fields: readonly string[]): Partial<T> =>
  filtered(all, ([name]) => !fields.includes(name))

/** A copy without the fields that are undefined. */
export const defined = <T extends object>(all: { [K in keyof T]: T[K] | undefined }): Partial<T> =>
  filtered(all as T, ([, value]) => value !== undefined)
