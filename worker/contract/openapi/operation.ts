/** How an operation is described for the OpenAPI document, and the problems that many operations share. */
import type { ProblemCode } from '../problem.ts'
import type { Component } from './components.ts'

/** One method at one path. */
export type Operation = {
  summary: string
  /**
   * Who may call. `page-or-key`: a page of the site, known by its Origin, or the site's own server with a secret key.
   */
  security?: 'session' | 'admin' | 'page-or-key'
  body?: Component
  headers?: Record<string, string>
  answers: Record<number, Component | string>
  problems: ProblemCode[]
}

/** Operations by path and method. */
export type Operations = Record<string, Record<string, Operation>>

export const INPUT_PROBLEMS: ProblemCode[] = ['malformed-json', 'too-large', 'unsupported-media-type', 'invalid-input']
export const CALLER_PROBLEMS: ProblemCode[] = [
  'unauthenticated',
  'session-expired',
  'origin-not-allowed',
  'insufficient-scope',
  'rate-limited',
]
export const OWN_PROBLEMS: ProblemCode[] = [...CALLER_PROBLEMS, 'not-found']
export const TUS_HEADERS = { 'Tus-Resumable': 'Always 1.0.0.' }
