/** A site's own server, which vouches for its customers with the site's secret key. */
import { expect } from 'vitest'
import type { Session, SessionLimits } from '../../worker/contract/session.ts'
import type { NewSiteKey } from '../../worker/contract/site.ts'
import { admin, Caller, call, json, SHOP } from './caller.ts'

export class SiteServer {
  readonly site: string
  readonly key: NewSiteKey

  private constructor(site: string, key: NewSiteKey) {
    this.site = site
    this.key = key
  }

  /** A server with a key of its own; a site may have two keys. */
  static async of(site = 'site_test'): Promise<SiteServer> {
    const response = await admin(`/v1/admin/sites/${site}/keys`, { method: 'POST' })
    expect(response.status, await response.clone().text()).toBe(201)
    return new SiteServer(site, await response.json<NewSiteKey>())
  }

  /** Asks for a session; headers that are given win. */
  ask(body: object, headers: Record<string, string> = {}): Promise<Response> {
    const authorization = `Bearer ${this.key.secret}`
    return call('/v1/sessions', json({ site: this.site, ...body }, { headers: { authorization, ...headers } }))
  }

  /** A customer whose page is the shop's, held to these limits. */
  async customer(subject: string, limits: SessionLimits = {}): Promise<Caller> {
    const response = await this.ask({ subject, origin: SHOP, limits })
    expect(response.status, await response.clone().text()).toBe(201)
    return new Caller(await response.json<Session>())
  }
}
