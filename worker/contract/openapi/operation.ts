/** What the document tells of one operation, and the problems that many of them share. */
import type { ProblemCode } from '../problem.ts'
import type { Component } from './components.ts'

/** One method of one address. */
export type Operation = {
  summary: string
  /** `page-or-key`: a page by its Origin, or the site's own server by a secret key. */
  security?: 'session' | 'admin' | 'page-or-key'
  body?: Component
  headers?: Record<string, string>
  answers: Record<number, Component | string>
  problems: ProblemCode[]
}

/** Methods by address. */
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
