/** The owner of a thing: a subject of one site. Two sites may have subjects of the same name. */

export type Who = { site: string; subject: string }

/** The owner as headers, for calls to an object's `fetch`. */
export function whoHeaders({ site, subject }: Who): Record<string, string> {
  return { 'x-site': site, 'x-subject': subject }
}

/** The owner in the headers that whoHeaders() made; empty names where they are missing. */
export function readWho(headers: Headers): Who {
  return { site: headers.get('x-site') ?? '', subject: headers.get('x-subject') ?? '' }
}
