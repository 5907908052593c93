/** The widget's version, which the build fills in; sources without a build are "dev". */
declare const __REFREEL_VERSION__: string | undefined

export const VERSION: string = typeof __REFREEL_VERSION__ === 'string' ? __REFREEL_VERSION__ : 'dev'
