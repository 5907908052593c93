/** Objects by the names of their fields. */

/** Only the fields that are named. */
export const pick = <T extends object>(all: T, fields: readonly string[]): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([field]) => fields.includes(field))) as Partial<T>

/** All but the fields that are named. */
export const omit = <T extends object>(all: T, fields: readonly string[]): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([field]) => !fields.includes(field))) as Partial<T>

/** Only the fields that have a value. */
export const defined = <T extends object>(all: { [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>
