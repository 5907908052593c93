/** The npm package: what it exports is there, loads in Node, renders on a server, and has types that hold. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildNpmPackage } from '../../widget/build/npm-package.ts'
import { inRoot, NPM_DIR } from '../../widget/build/paths.ts'

/** A project that has the package installed. */
let project: string

beforeAll(async () => {
  await buildNpmPackage()
  mkdirSync(inRoot('dist'), { recursive: true })
  project = mkdtempSync(inRoot('dist/consumer-'))
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(NPM_DIR, join(project, 'node_modules/refreel'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }')
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

const run = (command: string, args: readonly string[]) =>
  execFileSync(inRoot(`node_modules/.bin/${command}`), args, { cwd: project, encoding: 'utf8', stdio: 'pipe' })

/** The output of a module that a consumer would write. */
function prints(code: string): string {
  writeFileSync(join(project, 'main.js'), code)
  return run('node', ['main.js']).trim()
}

/** TypeScript's complaints about a consumer's file. */
function complaints(name: string, code: string, options: object): string {
  writeFileSync(join(project, name), code)
  const compilerOptions = {
    ...{
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
    },
    ...options,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [name] }))
  try {
    return run('tsc', ['-p', '.'])
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}

describe('the package', () => {
  it('is laid out as publint and arethetypeswrong want it', () => {
    const [publint, attw] = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).scripts['check:package'].split(
      ' && ',
    )
    for (const line of [publint, attw]) {
      const [command, ...args] = line.split(' ')
      execFileSync(inRoot(`node_modules/.bin/${command}`), args, { cwd: inRoot(''), stdio: 'pipe' })
    }
  })

  it('has every file that it names', () => {
    const { exports } = JSON.parse(readFileSync(join(NPM_DIR, 'package.json'), 'utf8'))
    const files = Object.values(exports).flatMap((each) =>
      typeof each === 'string' ? [each] : Object.values(each as object),
    )
    expect(files.filter((file) => !existsSync(join(NPM_DIR, file)))).toEqual([])
  })

  it('imports nothing but its own files and its dependencies', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(NPM_DIR, 'package.json'), 'utf8'))
    const files = globSync('{widget,worker,jsx}/**/*.{js,d.ts}', { cwd: NPM_DIR })
    const imported = [...files, 'react.js', 'react.d.ts'].flatMap((file) => {
      const code = readFileSync(join(NPM_DIR, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
      return [...code.matchAll(/(?:from |import |import\()['"]([^'"]+)['"]/g)].map(([, name = '']) => ({ file, name }))
    })
    expect(imported.length).toBeGreaterThan(100)
    const known = [...Object.keys(dependencies), ...Object.keys(peerDependencies), 'preact', 'solid-js']
    const strange = imported.filter(({ file, name }) =>
      name.startsWith('.')
        ? !existsSync(join(NPM_DIR, file, '..', name)) &&
          !existsSync(join(NPM_DIR, file, '..', name.replace('.js', '.d.ts')))
        : !known.includes(name.split('/')[0] ?? ''),
    )
    expect(strange).toEqual([])
  })

  it('loads in Node, where there is no window, and knows its version', () => {
    const code = `import { RefreelStudio, RefreelPlayer, VERSION } from 'refreel'
      import { createClient } from 'refreel/client'
      import 'refreel/studio'
      import 'refreel/player'
      console.log(RefreelStudio.name, RefreelPlayer.name, VERSION, typeof createClient, typeof window)`
    const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
    expect(prints(code)).toBe(`RefreelStudio RefreelPlayer ${version} function undefined`)
  })

  it('renders its React components on a server as tags with their attributes', () => {
    const code = `import { RefreelPlayer, RefreelStudio } from 'refreel/react'
      import { createElement } from 'react'
      import { renderToString } from 'react-dom/server'
      const player = createElement(RefreelPlayer, { video: 'vid_1', aspectRatio: '9:16', controls: true, muted: false })
      const studio = createElement(RefreelStudio, { site: 'site_a', variables: { a: 'b' }, onRefreelDone() {}, className: 'x' })
      console.log(renderToString(player) + renderToString(studio))`
    expect(prints(code)).toBe(
      '<refreel-player video="vid_1" aspect-ratio="9:16" controls=""></refreel-player>' +
        '<refreel-studio site="site_a" class="x"></refreel-studio>',
    )
  })

  it('says to React’s server components that its React components are code for the browser', () => {
    expect(readFileSync(join(NPM_DIR, 'react.js'), 'utf8')).toMatch(/^'use client'\n/)
  })

  it('has a manifest that names both elements', () => {
    const manifest = JSON.parse(readFileSync(join(NPM_DIR, 'custom-elements.json'), 'utf8'))
    const tags = manifest.modules.map((each: { declarations: { tagName: string }[] }) => each.declarations[0]?.tagName)
    expect(tags).toEqual(['refreel-studio', 'refreel-player'])
    for (const { path } of manifest.modules) expect(existsSync(join(NPM_DIR, path))).toBe(true)
  })
})

describe('its types', () => {
  const bundler = { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true }
  const node = { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: true }

  it.each([
    ['a bundler', bundler],
    ['Node', node],
  ])('hold for whoever uses the elements from a script, with %s', (_, options) => {
    const code = `
      import { RefreelDoneEvent, type RefreelStudio } from 'refreel'
      import { createClient } from 'refreel/client'
      const studio: RefreelStudio = document.createElement('refreel-studio')
      studio.metadata = { external_id: 'sku-17' }
      studio.addEventListener('refreel-done', (event) => event.detail.video.url.toUpperCase())
      const generation = await studio.generate()
      generation?.cost.estimated.toFixed(2)
      // @ts-expect-error There is no such shape.
      studio.aspectRatio = '2:1'
      // @ts-expect-error Where it stands is for reading.
      studio.phase = 'done'
      const client = createClient({ endpoint: 'https://refreel.example.com', site: 'site_a' })
      const list = await client.generations.list()
      list.generations[0]?.status satisfies string | undefined
      export { RefreelDoneEvent }`
    expect(complaints('script.ts', code, options)).toBe('')
  })

  it('hold in JSX, for the component and for the tag', () => {
    const code = `
      import type {} from 'refreel/jsx/react'
      import 'refreel/refreel.css'
      import { RefreelPlayer, RefreelStudio } from 'refreel/react'
      export const page = <>
        <RefreelStudio site="site_a" name="video" form="cart" required variables={{ product: 'cup' }} className="studio"
          onRefreelDone={({ detail }) => detail.video.id.toUpperCase()} />
        <RefreelPlayer video="vid_1" aspectRatio="9:16" onTimeupdate={(event) => event.type.length} />
        <refreel-player video="vid_1" aspect-ratio="1:1" controls style={{ width: 300 }}></refreel-player>
        {/* @ts-expect-error A length is a number. */}
        <RefreelStudio site="site_a" duration="long" />
        {/* @ts-expect-error There is no such event. */}
        <RefreelStudio site="site_a" onRefreelFinished={() => {}} />
        {/* @ts-expect-error There is no such attribute. */}
        <refreel-player vidio="vid_1"></refreel-player>
      </>`
    expect(complaints('page.tsx', code, { ...bundler, jsx: 'react-jsx', noUncheckedSideEffectImports: true })).toBe('')
  })
})
