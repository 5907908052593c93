/** `/gallery.html`: every state in a frame of its own, and the switches that all of them follow. */
import type { Scene, Section } from './scene.ts'
import { SCENES, SECTIONS } from './scenes.ts'
import { CHOICES, dress, readView, type View, writeView } from './view.ts'

/** The labels of each choice's values. */
const LABELS: { [name in keyof View]: Record<string, string> } = {
  lang: Object.fromEntries(
    CHOICES.lang.map((lang) => [lang, new Intl.DisplayNames(lang, { type: 'language' }).of(lang) ?? lang]),
  ),
  dir: { auto: 'As the language', ltr: 'Left to right', rtl: 'Right to left' },
  scheme: { light: 'Light', dark: 'Dark' },
  width: Object.fromEntries(CHOICES.width.map((width) => [width, width === 'fluid' ? 'Fluid' : `${width} px`])),
  text: { 100: '100 %', 200: '200 %' },
  brand: { none: 'None', portfolio: 'Black portfolio', ember: 'Ember & Oak', violet: 'Violet' },
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

function find<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector)
  if (!found) throw new Error(`The page has no ${selector}.`)
  return found
}

const switches = find<HTMLFormElement>('#switches')
const frames = new Map<Scene, HTMLIFrameElement>()
let view = readView(new URLSearchParams(location.search).has('scheme') ? location.search : withSystemScheme())

for (const [name, values] of Object.entries(CHOICES)) {
  const select = find<HTMLSelectElement>(`#${name}`)
  const labels = LABELS[name as keyof View]
  for (const value of values)
    select.append(make('option', { value, lang: name === 'lang' ? value : '' }, labels[value] ?? value))
  select.value = view[name as keyof View]
}
find('#count').textContent = String(SCENES.length)
for (const section of SECTIONS) {
  find('#index').append(indexOf(section))
  find('main').append(sectionOf(section))
}
wear()
// The addresses that people come with point into what was just made.
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()

switches.addEventListener('change', () => {
  view = readView(new URLSearchParams(new FormData(switches) as unknown as Record<string, string>).toString())
  const query = writeView(view)
  // The link names the scheme even where light is the default: whoever follows the link may have a dark system.
  query.set('scheme', view.scheme)
  history.replaceState(null, '', `?${query}${location.hash}`)
  wear()
})

addEventListener('message', ({ source, data, origin }) => {
  if (origin !== location.origin) return
  const frame = [...frames.values()].find(({ contentWindow }) => contentWindow === source)
  frame?.style.setProperty('block-size', `${Number(data.height)}px`)
})

function withSystemScheme(): string {
  const query = new URLSearchParams(location.search)
  query.set('scheme', matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  return query.toString()
}

function indexOf({ id, title, scenes }: Section): HTMLElement {
  const links = scenes.map((scene) => make('li', {}, make('a', { href: `#${scene.id}` }, scene.title)))
  return make('li', {}, make('a', { href: `#${id}`, className: 'of-section' }, title), make('ul', {}, ...links))
}

function sectionOf({ id, title, scenes }: Section): HTMLElement {
  const heading = make('h2', { id: `${id}-title` }, title)
  const section = make('section', { id }, heading, make('div', { className: 'scenes' }, ...scenes.map(sceneOf)))
  section.setAttribute('aria-labelledby', heading.id)
  return section
}

function sceneOf(scene: Scene): HTMLElement {
  const frame = make('iframe', { title: scene.title, loading: 'lazy', className: 'frame' })
  frames.set(scene, frame)
  const alone = make('a', { className: 'alone', target: '_blank' }, 'Alone')
  alone.setAttribute('aria-label', `Alone: ${scene.title}`)
  return make(
    'article',
    { id: scene.id, className: 'scene' },
    make('header', {}, make('h3', {}, make('a', { href: `#${scene.id}` }, scene.title)), alone),
    make('div', { className: 'stand' }, frame),
  )
}

/** A frame that is there changes its clothes; one that is still to come gets them with its address. */
function wear(): void {
  document.documentElement.dataset.scheme = view.scheme
  document.documentElement.dataset.width = view.width
  for (const [scene, frame] of frames) {
    const query = new URLSearchParams({ scene: scene.id, ...Object.fromEntries(writeView({ ...view, width: '375' })) })
    const address = `/gallery-scene.html?${query}`
    find<HTMLAnchorElement>(`#${scene.id} .alone`).href = address
    const root = frame.contentDocument?.documentElement
    if (root?.dataset.scene) dress(root, view)
    else frame.src = address
  }
}
