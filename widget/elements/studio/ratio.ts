/** The shape of what will be or was made, as a number for the stages. */

/** `16:9` as 1.7778; anything else as the model's default. */
export function ratioOf(text: string | undefined): string {
  const [width = 16, height = 9] = (text ?? '').split(':').map(Number)
  return width > 0 && height > 0 ? (width / height).toFixed(4) : '1.7778'
}
