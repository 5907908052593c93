/** Vite's `?inline`: a file's bytes as a data URL. */
declare module '*?inline' {
  const dataUrl: string
  export default dataUrl
}

/** Vite's `?raw`: a file as text. */
declare module '*?raw' {
  const text: string
  export default text
}
