/** Vite's `?inline`: a file's bytes as a data URL. */
declare module '*?inline' {
  const dataUrl: string
  export default dataUrl
}
