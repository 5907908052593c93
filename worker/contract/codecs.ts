/** Names, for people, of codecs that the model can't be expected to read; by the four characters of a sample entry. */
export const FOREIGN_CODECS: Readonly<Record<string, string>> = {
  apch: 'ProRes',
  apcn: 'ProRes',
  apcs: 'ProRes',
  apco: 'ProRes',
  ap4h: 'ProRes',
  ap4x: 'ProRes',
  jpeg: 'Motion JPEG',
  mjpa: 'Motion JPEG',
  mjpb: 'Motion JPEG',
  s263: 'H.263',
}
