/** The version that these files were built as; the build puts it in, sources on their own call themselves "dev". */
declare const __REFREEL_VERSION__: string | undefined

export const VERSION: string = typeof __REFREEL_VERSION__ === 'string' ? __REFREEL_VERSION__ : 'dev'
