/** Which file each module goes into: few files, since each is a request and is compressed on its own. */

/** What is loaded when it is needed, each a file of its own as the bundler makes it. */
const ALONE = [
  /\/locales\/(player\/)?(en|de|es|fr|it|pt|ja|zh|ar)\.ts$/,
  /\/elements\/player\/(schema|loop|autoplay|motion)\.ts$/,
  /\/widget\/store\/estimator\.ts$/,
  /\/widget\/trusted-types\.ts$/,
  /\/styles\/(segments|late-icons)\.ts$/,
  /\/files\/convert\.ts$/,
  /\/elements\/studio\/(presets|option-fields|challenge)\//,
  /\/node_modules\/(tus-js-client|js-base64|url-parse|querystringify|requires-port)\//,
]

/** In order: the first that fits. */
const FILES: readonly (readonly [name: string, modules: RegExp])[] = [
  // The visitor's earlier videos, once somebody looks.
  ['history', /\/widget\/(store\/history|elements\/studio\/history\/)/],
  // What both elements start with, Lit included.
  ['shared', /\/node_modules\/|\/widget\/styles\/css-tag\.ts$/],
  [
    'shared',
    /\/widget\/(version|warn|elements\/[\w-]+|events\/error|client\/endpoint|locales\/(language|languages|load|texts))\.ts$/,
  ],
  ['player', /\/widget\/(player|elements\/player\/[\w.-]+|client\/videos|locales\/player)\.ts$/],
  ['files', /\/widget\/events\/(done|generation|reference-added|reference-removed|upload-progress)\.ts$/],
  // What comes with the first file of a visitor, all of it needed then.
  [
    'files',
    /\/widget\/(files\/(?!kind)|store\/(uploads\/|run|pending-create|submission)|client\/(upload\/|follow|event-stream|paid-create)|styles\/icon-button)/,
  ],
  [
    'files',
    /\/widget\/elements\/studio\/(stage|stage-events|announce-references|announce-run|reference\/|run\/|result\/|progress\/)/,
  ],
  ['files', /\/worker\/contract\/codecs\.ts$/],
  ['studio', /\/(widget|worker\/contract)\//],
]

/** The file that a module goes into; undefined for those that stand alone. */
export function chunkOf(id: string): string | undefined {
  if (ALONE.some((modules) => modules.test(id))) return undefined
  return FILES.find(([, modules]) => modules.test(id))?.[0]
}
