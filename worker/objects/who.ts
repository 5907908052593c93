/** Whose something is: a subject of one site. Two sites may well have a customer of the same name. */

export type Who = { site: string; subject: string }

/** For calls that are streams, and so no methods. */
export function whoHeaders({ site, subject }: Who): Record<string, string> {
  return { 'x-site': site, 'x-subject': subject }
}

/** Reads the subject from the headers that a route sets for an object; empty texts where they are missing. */
export function readWho(headers: Headers): Who {
  return { site: headers.get('x-site') ?? '', subject: headers.get('x-subject') ?? '' }
}
