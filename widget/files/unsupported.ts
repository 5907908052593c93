/** Names what can't be used here, and pictures that only some browsers open, so that each is refused in words of its own. */

/** What a file is, for words of its own; `format` is what people call it. */
export interface Unsupported {
  kind: 'empty' | 'document' | 'audio' | 'clip' | 'picture'
  format?: string
}

/** `also` stands somewhere in the head, `at` is where the first bytes are when not at the start. */
type Sign = readonly [what: Unsupported | string, magic: string, more?: { also?: string; at?: number }]

const clip = (format: string): Unsupported => ({ kind: 'clip', format })
const AUDIO: Unsupported = { kind: 'audio' }
const DOCUMENT: Unsupported = { kind: 'document' }

/** In order: the first that fits. A text is the type of a picture that a browser may open. */
const SIGNS: readonly Sign[] = [
  ['image/gif', 'GIF8'],
  ['image/tiff', 'II*\0'],
  ['image/tiff', 'MM\0*'],
  ['image/jxl', '\xff\x0a'],
  ['image/jxl', '\0\0\0\x0cJXL '],
  ['image/jp2', '\0\0\0\x0cjP  '],
  ['image/vnd.adobe.photoshop', '8BPS'],
  [clip('WebM'), '\x1aE\xdf\xa3', { also: 'webm' }],
  [clip('MKV'), '\x1aE\xdf\xa3'],
  [clip('AVI'), 'RIFF', { also: 'AVI ' }],
  [clip('WMV'), '0&\xb2u'],
  [clip('FLV'), 'FLV\x01'],
  [clip('MPEG'), '\0\0\x01\xba'],
  [clip('MPEG'), '\0\0\x01\xb3'],
  [clip('Ogg'), 'OggS', { also: 'theora' }],
  [AUDIO, 'OggS'],
  [AUDIO, 'ID3'],
  [AUDIO, 'fLaC'],
  [AUDIO, 'MThd'],
  [AUDIO, '#!AMR'],
  [AUDIO, 'RIFF', { also: 'WAVE' }],
  [AUDIO, 'FORM', { also: 'AIF' }],
  [AUDIO, 'ftypM4A', { at: 4 }],
  [AUDIO, 'ftypM4B', { at: 4 }],
  ...['\xfb', '\xfa', '\xf3', '\xf2', '\xf1', '\xf9', '\xe3'].map((second): Sign => [AUDIO, `\xff${second}`]),
  [DOCUMENT, '%PDF'],
  [DOCUMENT, 'PK\x03\x04'],
  [DOCUMENT, '\xd0\xcf\x11\xe0'],
  [DOCUMENT, '{\\rtf'],
  [DOCUMENT, '<!DOCTYPE html'],
  [DOCUMENT, '<!doctype html'],
  [DOCUMENT, '<html'],
]

/** Names of pictures, where the type's own is none that people know. */
const NAMES: Record<string, string> = {
  jp2: 'JPEG 2000',
  jxl: 'JPEG XL',
  'svg+xml': 'SVG',
  'vnd.adobe.photoshop': 'PSD',
}

/** What is left when the browser couldn't open a picture of this type either. */
export function unopened(type: string): Unsupported {
  const name = type.slice('image/'.length)
  return { kind: 'picture', format: NAMES[name] ?? name.toUpperCase() }
}

/** By the first bytes: the type of a picture, or what it is; undefined for what nobody knows. */
export const recognise = (head: string): Unsupported | string | undefined =>
  SIGNS.find(([, magic, { also = '', at = 0 } = {}]) => head.startsWith(magic, at) && head.includes(also))?.[0]
