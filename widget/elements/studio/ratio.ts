/** An aspect ratio as a number, for the boxes of a run and of its video. */

/** `16:9` gives 1.7778; a text that is no ratio gives the model's default. */
export function ratioOf(text: string | undefined): string {
  const [width = 16, height = 9] = (text ?? '').split(':').map(Number)
  return width > 0 && height > 0 ? (width / height).toFixed(4) : '1.7778'
}
