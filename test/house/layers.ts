/** Which room of the sources may import which: the table that the linter's import rules are made from. */
import { posix } from 'node:path'

/** Rooms that the Worker's objects, and the rooms above the objects, may import. */
const WORKER_BASE = [
  'worker/contract',
  'worker/signing',
  'worker/model',
  'worker/media',
  'worker/replicate',
  'worker/log.ts',
  'worker/config.ts',
]
const OBJECT_BASE = [...WORKER_BASE, 'worker/objects/*.ts']
/** Rooms that most of the widget may import. */
const WIDGET_BASE = ['worker/contract', 'widget/warn.ts', 'widget/version.ts', 'widget/trusted-types.ts']
/** Rooms that the elements may import. */
const ELEMENT_BASE = [
  ...WIDGET_BASE,
  'widget/styles',
  'widget/files',
  'widget/locales',
  'widget/client',
  'widget/store',
  'widget/events',
]

/**
 * A row is a folder, the loose files of a folder, or one file; beside it stands what it may import apart from its own
 * files. A row names only rows above it, so imports run one way. `test/` may import everything, and nothing imports
 * `test/`. Some rows wait for folders that are still to come. `npm run format` writes the linter's rules from this table.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'worker/contract': [],
  'worker/signing': ['worker/contract'],
  'worker/model': ['worker/contract'],
  'worker/media': ['worker/contract'],
  'worker/log.ts': [],
  'worker/config.ts': ['worker/contract', 'worker/signing'],
  'worker/replicate': ['worker/contract', 'worker/config.ts'],
  'worker/objects/*.ts': WORKER_BASE,
  'worker/objects/deployment': OBJECT_BASE,
  'worker/objects/outbox': OBJECT_BASE,
  'worker/objects/dispatcher': OBJECT_BASE,
  'worker/objects/site': OBJECT_BASE,
  'worker/objects/upload': [...OBJECT_BASE, 'worker/objects/site'],
  'worker/objects/generation': [...OBJECT_BASE, 'worker/objects/dispatcher', 'worker/objects/site'],
  'worker/objects/catalogue': [...OBJECT_BASE, 'worker/objects/generation', 'worker/objects/site'],
  'worker/http': [...WORKER_BASE, 'worker/objects'],
  'worker/routes': [...WORKER_BASE, 'worker/objects', 'worker/http', 'package.json'],
  'worker/pages': [...WORKER_BASE, 'worker/objects', 'worker/http'],
  'worker/app.ts': ['worker/log.ts', 'worker/http', 'worker/routes', 'worker/pages'],
  'worker/index.ts': ['worker/objects', 'worker/app.ts'],
  'worker/cli': ['worker/contract'],

  'widget/warn.ts': [],
  'widget/version.ts': [],
  'widget/trusted-types.ts': [],
  'widget/styles': [],
  'widget/files': WIDGET_BASE,
  'widget/locales': WIDGET_BASE,
  'widget/client': WIDGET_BASE,
  'widget/store': [...WIDGET_BASE, 'widget/files', 'widget/client'],
  'widget/events': [...WIDGET_BASE, 'widget/store'],
  'widget/shell': [...WIDGET_BASE, 'widget/styles', 'widget/files', 'widget/locales', 'widget/client'],
  'widget/elements/*.ts': ELEMENT_BASE,
  'widget/elements/player': [...ELEMENT_BASE, 'widget/elements/*.ts'],
  'widget/player.ts': ['widget/elements/*.ts', 'widget/elements/player'],
  'widget/elements/studio': [...ELEMENT_BASE, 'widget/elements/*.ts', 'widget/elements/player'],
  'widget/studio.ts': ['widget/elements/*.ts', 'widget/elements/studio'],
  'widget/loader.ts': ['widget/version.ts', 'widget/shell', 'widget/elements/*.ts'],
  'widget/index.ts': ['widget/version.ts', 'widget/store', 'widget/events', 'widget/player.ts', 'widget/studio.ts'],
  'widget/react': [],
  'widget/console': [...WIDGET_BASE, 'widget/styles', 'widget/locales', 'widget/client'],
  'widget/integrations': ['worker/contract'],

  'widget/build': ['package.json', 'worker/contract', 'widget'],
  'worker/build': ['package.json', 'worker/contract', 'widget/build'],
}

/** Levels of folders inside a row's folder that the rules reach. */
export const DEPTH = 2

/** The linter's rules that hold the table: one override for each row and each level of its folders. */
export function overrides(): { includes: string[]; linter: object }[] {
  return Object.entries(LAYERS).flatMap(([row, allowed]) => {
    const isFolder = posix.extname(row) === ''
    const levels = isFolder ? [...Array(DEPTH + 1).keys()] : [0]
    return levels.map((level) => {
      // A path that leaves a folder's own files begins with one `../` more than there are levels.
      const out = isFolder ? '../'.repeat(level + 1) : './'
      const refused = isFolder ? [`${out}**`] : ['./**', '../**']
      const own = isFolder ? [] : [row]
      const group = [...refused, ...[...own, ...allowed].map((target) => `!${specifier(out, row, target)}`)]
      const message = `The row ${row} of test/house/layers.ts doesn't name this.`
      const rule = { level: 'error', options: { patterns: [{ group, message }] } }
      return {
        includes: [isFolder ? `${row}/${'*/'.repeat(level)}*.ts` : row],
        linter: { rules: { style: { noRestrictedImports: rule } } },
      }
    })
  })
}

/** The pattern of a target as an import in `row` writes it, where `out` leads to the folder that holds the row. */
function specifier(out: string, row: string, target: string): string {
  const path = posix.relative(posix.dirname(row), posix.extname(target) === '' ? `${target}/**` : target)
  return out === './' && path.startsWith('../') ? path : out + path
}

/** The file that the linter reads, one override a line. */
export function layersJson(): string {
  return `{\n  "overrides": [\n${overrides()
    .map((each) => `    ${JSON.stringify(each)}`)
    .join(',\n')}\n  ]\n}\n`
}
