/** Makes `custom-elements.json`, the manifest that editors and catalogues read (schema 2.1.0). */
import type { ElementFacts, Named } from './facts.ts'

const described = ({ name, description }: Named) => ({ name, description })
const typed = (type: string) => ({ type: { text: type } })

/** Makes the manifest; `pathOf` maps a source file to its path in the package. */
export function manifest(elements: readonly ElementFacts[], pathOf: (file: string) => string): object {
  const modules = elements.map((facts) => {
    const path = pathOf(facts.module)
    return {
      kind: 'javascript-module',
      path,
      declarations: [
        {
          kind: 'class',
          customElement: true,
          name: facts.className,
          tagName: facts.tag,
          summary: facts.summary,
          superclass: { name: 'LitElement', package: 'lit' },
          attributes: facts.attributes.map(({ type, property, ...each }) => ({
            ...described(each),
            ...typed(type),
            ...(property ? { fieldName: property } : {}),
          })),
          members: [
            ...facts.properties.map(({ type, readonly, attribute, ...each }) => ({
              kind: 'field',
              ...described(each),
              ...typed(type),
              ...(readonly ? { readonly: true } : {}),
              ...(attribute ? { attribute } : {}),
            })),
            ...facts.methods.map(({ parameters, returns, ...each }) => ({
              kind: 'method',
              ...described(each),
              parameters: parameters.map(({ name, type, optional }) => ({
                name,
                ...typed(type),
                ...(optional ? { optional } : {}),
              })),
              return: typed(returns),
            })),
          ],
          events: facts.events.map(({ type, ...each }) => ({ ...described(each), ...typed(type) })),
          slots: facts.slots.map(described),
          cssParts: facts.parts.map(described),
          cssProperties: facts.cssProperties.map(described),
          cssStates: facts.states.map(described),
        },
      ],
      exports: [
        { kind: 'js', name: facts.className, declaration: { name: facts.className, module: path } },
        { kind: 'custom-element-definition', name: facts.tag, declaration: { name: facts.className, module: path } },
      ],
    }
  })
  return { schemaVersion: '2.1.0', readme: 'README.md', modules }
}
