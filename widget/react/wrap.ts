/** Wraps an element as a React component, for React 18 and later: props become properties, handlers become listeners. */
// Not `@lit/react`, which is about as small: it sets properties in the browser alone, so that HTML from a server would
// have no attributes, and it hears only those handlers that are listed by name.
import { createElement, type ForwardRefExoticComponent, forwardRef, useEffect, useLayoutEffect, useRef } from 'react'

type Props = Record<string, unknown>

/** React warns about useLayoutEffect on a server. */
const useBrowserEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
/** `onRefreelDone` hears `refreel-done`, `onTimeupdate` and `onTimeUpdate` hear `timeupdate`. */
const eventOf = (name: string): string =>
  name.startsWith('onRefreel') ? kebab(name.slice(2)).slice(1) : name.slice(2).toLowerCase()

const isHandler = (name: string, value: unknown): boolean => /^on[A-Z]/.test(name) && typeof value === 'function'
const isPlain = (value: unknown): boolean => ['string', 'number'].includes(typeof value) || value === true

/** Props that React handles itself. */
const OWN =
  /^(children|className|style|id|slot|title|hidden|lang|dir|role|tabIndex|aria-.*|data-.*|suppressHydrationWarning)$/

/** The component of a tag. Its ref is the element; handlers are named `onRefreelDone` or `onTimeupdate`. */
export function wrap(tag: string): ForwardRefExoticComponent<Props> {
  // biome-ignore lint/correctness/noComponentHookFactories: made once for each tag, when the module is loaded.
  const Component = forwardRef<HTMLElement, Props>((props, outer) => {
    const element = useRef<HTMLElement>(null)
    const before = useRef<Props>({})
    const handlers = useRef<Props>({})
    const given: Props = {}
    const attributes: Props = {}
    const heard: string[] = []
    for (const [name, value] of Object.entries(props)) {
      if (isHandler(name, value)) heard.push(name)
      else if (OWN.test(name)) attributes[name] = value
      else {
        given[name] = value
        // Plain values are attributes too, so that HTML made on a server has them.
        if (isPlain(value)) attributes[kebab(name)] = value === true ? '' : value
      }
    }
    handlers.current = props

    useBrowserEffect(() => {
      const { current } = element
      if (!current) return
      for (const name of new Set([...Object.keys(before.current), ...Object.keys(given)])) {
        if (given[name] !== before.current[name]) Reflect.set(current, name, given[name])
      }
      before.current = given
    })

    // Listeners are added once; each calls the newest handler, which changes with every render.
    const names = heard.sort().join()
    useBrowserEffect(() => {
      const { current } = element
      const stop = new AbortController()
      for (const name of names.split(',').filter(Boolean)) {
        const hear = (event: Event) => (handlers.current[name] as ((event: Event) => void) | undefined)?.(event)
        current?.addEventListener(eventOf(name), hear, { signal: stop.signal })
      }
      return () => stop.abort()
    }, [names])

    const { className, ...rest } = attributes
    return createElement(tag, {
      ...rest,
      ...(className ? { class: className } : {}),
      ref: (current: HTMLElement | null) => {
        element.current = current
        if (typeof outer === 'function') outer(current)
        else if (outer) outer.current = current
      },
    })
  })
  Component.displayName = tag
  return Component as ForwardRefExoticComponent<Props>
}
