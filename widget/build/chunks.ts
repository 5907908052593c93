/** Says which file each module is built into. Few files: each costs a request, and is compressed on its own. */

/** Modules that are loaded lazily, each in a file of its own. */
const ALONE = [
  /\/locales\/(player\/)?(en|de|es|fr|it|pt|ja|zh|ar)\.ts$/,
  /\/elements\/player\/(json-ld|loop|autoplay|motion)\.ts$/,
  /\/widget\/store\/estimator\.ts$/,
  /\/widget\/trusted-types\.ts$/,
  /\/styles\/(segments|lazy-icons)\.ts$/,
  /\/files\/convert\.ts$/,
  /\/elements\/studio\/(presets|option-fields|challenge)\//,
  /\/node_modules\/(tus-js-client|js-base64|url-parse|querystringify|requires-port)\//,
]

/** The first pattern that matches counts. */
const FILES: readonly (readonly [name: string, modules: RegExp])[] = [
  // Loaded when the visitor opens the earlier videos.
  ['history', /\/widget\/(store\/history|elements\/studio\/history\/list)/],
  // Both elements start with these, Lit included.
  ['shared', /\/node_modules\/|\/widget\/styles\/css-tag\.ts$/],
  [
    'shared',
    /\/widget\/(version|warn|elements\/[\w-]+|events\/error|client\/endpoint|locales\/(language|languages|load|texts))\.ts$/,
  ],
  ['player', /\/widget\/(player|elements\/player\/[\w.-]+|client\/videos|locales\/player)\.ts$/],
  ['files', /\/widget\/events\/(done|generation|reference-added|reference-removed|upload-progress)\.ts$/],
  // Loaded with the visitor's first file, and needed in full then.
  [
    'files',
    /\/widget\/(files\/(?!kind)|store\/(uploads\/|run|pending-create|submission)|client\/(upload\/|follow|event-stream|paid-create)|styles\/icon-button)/,
  ],
  [
    'files',
    /\/widget\/elements\/studio\/(run-pieces|reports\/(run-events|announce-run|announce-references)|reference\/|run\/|result\/|progress\/)/,
  ],
  ['files', /\/worker\/contract\/(codecs|file-limits|magic-bytes)\.ts$/],
  ['studio', /\/(widget|worker\/contract)\//],
]

/** The name of the file that a module is built into; undefined for a file of its own. */
export function chunkOf(id: string): string | undefined {
  if (ALONE.some((modules) => modules.test(id))) return undefined
  return FILES.find(([, modules]) => modules.test(id))?.[0]
}
