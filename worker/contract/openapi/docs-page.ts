/** `GET /docs`: the operations as a page for people. The build writes it; the page has no script and loads nothing. */
import { PROBLEMS } from '../problem.ts'
import { OPERATIONS } from './document.ts'
import type { Operation } from './operation.ts'

const WHO: Record<NonNullable<Operation['security']>, string> = {
  session: 'a session',
  admin: 'the operator (ADMIN_TOKEN)',
  'page-or-key': 'a page of the site, or the site’s own server with a secret key',
}

/** The page's HTML. */
export function docsPage(version: string): string {
  const operations = Object.entries(OPERATIONS).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, { summary, security, body, headers, answers, problems }]) => {
      const rows = [
        ['Who', security ? WHO[security] : 'anybody'],
        [
          'Headers',
          Object.entries(headers ?? {})
            .map(([name, text]) => `${code(name)} ${escapeHtml(text)}`)
            .join('<br>'),
        ],
        ['Body', body ? code(body) : ''],
        [
          'Answers',
          Object.entries(answers)
            .map(([status, answer]) => `${code(status)} ${escapeHtml(answer)}`)
            .join('<br>'),
        ],
        ['Problems', problems.map((name) => `${code(name)} ${PROBLEMS[name][0]}`).join(', ')],
      ].filter(([, text]) => text !== '')
      const details = rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join('')
      return `<section><h2>${code(method.toUpperCase())} ${code(path)}</h2><p>${escapeHtml(summary)}</p><dl>${details}</dl></section>`
    }),
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Refreel ${escapeHtml(version)}: the HTTP contract</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-inline-size: 48rem; margin: 2rem auto; padding-inline: 1rem }
  h2 { font-size: 1.05rem; margin-block: 2.5rem 0.25rem; overflow-wrap: anywhere }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem }
  dt { opacity: 0.75 }
  dd { margin: 0 }
</style>
<h1>Refreel ${escapeHtml(version)}</h1>
<p>Refusals are problem details (RFC 9457). The schemas are in <a href="/openapi.json">/openapi.json</a>.</p>
${operations.join('\n')}
</html>
`
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
