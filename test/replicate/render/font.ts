/**
 * The letters of the captions, as pen strokes: they need no font file and no drawtext in ffmpeg.
 *
 * The Hershey Fonts ("Futura L" here) were originally created by Dr. A. V. Hershey while working at the
 * U. S. National Bureau of Standards. The format of the font data was originally created by James Hurt,
 * Cognition, Inc., 900 Technology Park Drive, Billerica, MA 01821 (mit-eddie!ci-dandelion!hurt).
 */

/** Pen strokes in units of the font: y grows downwards, capitals reach from -12 to the baseline at 9. */
export type Glyph = { advance: number; strokes: [x: number, y: number][][] }

export const BASELINE = 9
export const LINE_UNITS = 32

const cache = new Map<string, Glyph>()

/** The strokes of one grapheme: letters with marks are composed, what the font lacks is a lozenge. */
export function glyphOf(grapheme: string): Glyph {
  const known = cache.get(grapheme)
  if (known) return known
  const glyph = compose(grapheme)
  if (cache.size < 5000) cache.set(grapheme, glyph)
  return glyph
}

function compose(grapheme: string): Glyph {
  const [first = ' ', ...marks] = (LOOKALIKES[grapheme] ?? grapheme).normalize('NFKD')
  const letters = [first, ...marks].filter((character) => !/\p{M}/u.test(character))
  if (letters.length === 0 || letters.some((letter) => !(letter in ASCII))) return REPLACEMENT
  const glyphs = letters.map((letter) => ASCII[letter] ?? REPLACEMENT)
  const joined: Glyph = { advance: 0, strokes: [] }
  for (const glyph of glyphs) {
    for (const stroke of glyph.strokes) joined.strokes.push(stroke.map(([x, y]) => [x + joined.advance, y]))
    joined.advance += glyph.advance
  }
  const middle = joined.advance / 2
  const lift = /[A-Zbdfhklt]/.test(first) ? 0 : 7
  for (const mark of marks) {
    for (const stroke of MARKS[mark] ?? []) {
      joined.strokes.push(stroke.map(([x, y]) => [x + middle, y > 0 ? y : y + lift]))
    }
  }
  return joined
}

function decode(data: string): Glyph {
  const left = data.charCodeAt(0) - 82
  const glyph: Glyph = { advance: data.charCodeAt(1) - 82 - left, strokes: [[]] }
  for (let at = 2; at < data.length; at += 2) {
    if (data.startsWith(' R', at)) glyph.strokes.push([])
    else glyph.strokes.at(-1)?.push([data.charCodeAt(at) - 82 - left, data.charCodeAt(at + 1) - 82])
  }
  return glyph
}

/** Combining marks, drawn about the middle of the letter; those above sit over a capital. */
const MARKS: Record<string, Glyph['strokes']> = {
  '\u0300': [
    [
      [-3, -18],
      [1, -15],
    ],
  ],
  '\u0301': [
    [
      [3, -18],
      [-1, -15],
    ],
  ],
  '\u0302': [
    [
      [-4, -15],
      [0, -18],
      [4, -15],
    ],
  ],
  '\u0303': [
    [
      [-5, -15],
      [-2, -17],
      [2, -15],
      [5, -17],
    ],
  ],
  '\u0304': [
    [
      [-4, -16],
      [4, -16],
    ],
  ],
  '\u0306': [
    [
      [-4, -18],
      [0, -15],
      [4, -18],
    ],
  ],
  '\u0307': [
    [
      [0, -16],
      [0, -16],
    ],
  ],
  '\u0308': [
    [
      [-3, -16],
      [-3, -16],
    ],
    [
      [3, -16],
      [3, -16],
    ],
  ],
  '\u030a': [
    [
      [0, -19],
      [2, -17],
      [0, -15],
      [-2, -17],
      [0, -19],
    ],
  ],
  '\u030b': [
    [
      [0, -18],
      [-3, -15],
    ],
    [
      [5, -18],
      [2, -15],
    ],
  ],
  '\u030c': [
    [
      [-4, -18],
      [0, -15],
      [4, -18],
    ],
  ],
  '\u0327': [
    [
      [0, 9],
      [2, 12],
      [-1, 14],
    ],
  ],
  '\u0328': [
    [
      [1, 9],
      [-1, 12],
      [2, 14],
    ],
  ],
}

/** Characters that Unicode does not take apart and that plain letters stand for well enough. */
const LOOKALIKES: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  þ: 'th',
  Þ: 'Th',
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '·',
  '•': '·',
  '×': 'x',
  '€': 'EUR',
  '£': 'GBP',
  '©': '(c)',
  '®': '(r)',
}

const REPLACEMENT: Glyph = {
  advance: 20,
  strokes: [
    [
      [10, -11],
      [18, -1],
      [10, 9],
      [2, -1],
      [10, -11],
    ],
    [
      [10, -2],
      [10, 0],
    ],
  ],
}

/** Printable ASCII from the space on, each as left edge, right edge and pairs of coordinates about R. */
const STROKES = [
  'JZ',
  'MWRFRT RRYQZR[SZRY',
  'JZNFNM RVFVM',
  'H]SBLb RYBRb RLOZO RKUYU',
  'H\\PBP_ RTBT_ RYIWGTFPFMGKIKKLMMNOOUQWRXSYUYXWZT[P[MZKX',
  'F^[FI[ RNFPHPJOLMMKMIKIIJGLFNFPGSHVHYG[F RWTUUTWTYV[X[ZZ[X[VYTWT',
  'E_\\O\\N[MZMYNXPVUTXRZP[L[JZIYHWHUISJRQNRMSKSIRGPFNGMIMKNNPQUXWZY[[[\\Z\\Y',
  'MWRHQGRFSGSIRKQL',
  'KYVBTDRGPKOPOTPYR]T`Vb',
  'KYNBPDRGTKUPUTTYR]P`Nb',
  'JZRLRX RMOWU RWOMU',
  'E_RIR[ RIR[R',
  'NVSWRXQWRVSWSYQ[',
  'E_IR[R',
  'NVRVQWRXSWRV',
  'G][BIb',
  'H\\QFNGLJKOKRLWNZQ[S[VZXWYRYOXJVGSFQF',
  'H\\NJPISFS[',
  'H\\LKLJMHNGPFTFVGWHXJXLWNUQK[Y[',
  'H\\MFXFRNUNWOXPYSYUXXVZS[P[MZLYKW',
  'H\\UFKTZT RUFU[',
  'H\\WFMFLOMNPMSMVNXPYSYUXXVZS[P[MZLYKW',
  'H\\XIWGTFRFOGMJLOLTMXOZR[S[VZXXYUYTXQVOSNRNOOMQLT',
  'H\\YFO[ RKFYF',
  'H\\PFMGLILKMMONSOVPXRYTYWXYWZT[P[MZLYKWKTLRNPQOUNWMXKXIWGTFPF',
  'H\\XMWPURRSQSNRLPKMKLLINGQFRFUGWIXMXRWWUZR[P[MZLX',
  'NVROQPRQSPRO RRVQWRXSWRV',
  'NVROQPRQSPRO RSWRXQWRVSWSYQ[',
  'F^ZIJRZ[',
  'E_IO[O RIU[U',
  'F^JIZRJ[',
  'I[LKLJMHNGPFTFVGWHXJXLWNVORQRT RRYQZR[SZRY',
  'E`WNVLTKQKOLNMMPMSNUPVSVUUVS RQKOMNPNSOUPV RWKVSVUXVZV\\T]Q]O\\L[JYHWGTFQFNGLHJJILHOHRIUJWLYNZQ[T[WZYYZX RXKWSWUXV',
  'I[RFJ[ RRFZ[ RMTWT',
  'G\\KFK[ RKFTFWGXHYJYLXNWOTP RKPTPWQXRYTYWXYWZT[K[',
  'H]ZKYIWGUFQFOGMILKKNKSLVMXOZQ[U[WZYXZV',
  'G\\KFK[ RKFRFUGWIXKYNYSXVWXUZR[K[',
  'H[LFL[ RLFYF RLPTP RL[Y[',
  'HZLFL[ RLFYF RLPTP',
  'H]ZKYIWGUFQFOGMILKKNKSLVMXOZQ[U[WZYXZVZS RUSZS',
  'G]KFK[ RYFY[ RKPYP',
  'NVRFR[',
  'JZVFVVUYTZR[P[NZMYLVLT',
  'G\\KFK[ RYFKT RPOY[',
  'HYLFL[ RL[X[',
  'F^JFJ[ RJFR[ RZFR[ RZFZ[',
  'G]KFK[ RKFY[ RYFY[',
  'G]PFNGLIKKJNJSKVLXNZP[T[VZXXYVZSZNYKXIVGTFPF',
  'G\\KFK[ RKFTFWGXHYJYMXOWPTQKQ',
  'G]PFNGLIKKJNJSKVLXNZP[T[VZXXYVZSZNYKXIVGTFPF RSWY]',
  'G\\KFK[ RKFTFWGXHYJYLXNWOTPKP RRPY[',
  'H\\YIWGTFPFMGKIKKLMMNOOUQWRXSYUYXWZT[P[MZKX',
  'JZRFR[ RKFYF',
  'G]KFKULXNZQ[S[VZXXYUYF',
  'I[JFR[ RZFR[',
  'F^HFM[ RRFM[ RRFW[ R\\FW[',
  'H\\KFY[ RYFK[',
  'I[JFRPR[ RZFRP',
  'H\\YFK[ RKFYF RK[Y[',
  'KYOBOb RPBPb ROBVB RObVb',
  'KYKFY^',
  'KYTBTb RUBUb RNBUB RNbUb',
  'JZRDJR RRDZR',
  'I[Ib[b',
  'NVSKQMQORPSORNQO',
  'I\\XMX[ RXPVNTMQMONMPLSLUMXOZQ[T[VZXX',
  'H[LFL[ RLPNNPMSMUNWPXSXUWXUZS[P[NZLX',
  'I[XPVNTMQMONMPLSLUMXOZQ[T[VZXX',
  'I\\XFX[ RXPVNTMQMONMPLSLUMXOZQ[T[VZXX',
  'I[LSXSXQWOVNTMQMONMPLSLUMXOZQ[T[VZXX',
  'MYWFUFSGRJR[ ROMVM',
  'I\\XMX]W`VaTbQbOa RXPVNTMQMONMPLSLUMXOZQ[T[VZXX',
  'I\\MFM[ RMQPNRMUMWNXQX[',
  'NVQFRGSFREQF RRMR[',
  'MWRFSGTFSERF RSMS^RaPbNb',
  'IZMFM[ RWMMW RQSX[',
  'NVRFR[',
  'CaGMG[ RGQJNLMOMQNRQR[ RRQUNWMZM\\N]Q][',
  'I\\MMM[ RMQPNRMUMWNXQX[',
  'I\\QMONMPLSLUMXOZQ[T[VZXXYUYSXPVNTMQM',
  'H[LMLb RLPNNPMSMUNWPXSXUWXUZS[P[NZLX',
  'I\\XMXb RXPVNTMQMONMPLSLUMXOZQ[T[VZXX',
  'KXOMO[ ROSPPRNTMWM',
  'J[XPWNTMQMNNMPNRPSUTWUXWXXWZT[Q[NZMX',
  'MYRFRWSZU[W[ ROMVM',
  'I\\MMMWNZP[S[UZXW RXMX[',
  'JZLMR[ RXMR[',
  'G]JMN[ RRMN[ RRMV[ RZMV[',
  'J[MMX[ RXMM[',
  'JZLMR[ RXMR[P_NaLbKb',
  'J[XMM[ RMMXM RM[X[',
  'KYTBRCQDPFPHQJRKSMSOQQ RRCQEQGRISJTLTNSPORSTTVTXSZR[Q]Q_Ra RQSSUSWRYQZP\\P^Q`RaTb',
  'NVRBRb',
  'KYPBRCSDTFTHSJRKQMQOSQ RRCSESGRIQJPLPNQPURQTPVPXQZR[S]S_Ra RSSQUQWRYSZT\\T^S`RaPb',
  'F^IUISJPLONOPPTSVTXTZS[Q RISJQLPNPPQTTVUXUZT[Q[O',
]

const ASCII: Record<string, Glyph> = Object.fromEntries(
  STROKES.map((data, index) => [String.fromCharCode(32 + index), decode(data)]),
)
ASCII['·'] = {
  advance: 12,
  strokes: [
    [
      [5, -1],
      [6, -2],
      [7, -1],
      [6, 0],
      [5, -1],
    ],
  ],
}
