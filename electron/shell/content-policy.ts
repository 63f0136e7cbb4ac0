/** What our own page may load: its own files, and files of block runs as images and sandboxed frames. Nothing from a network. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // Monaco and the canvas place things by style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: artifact:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  'frame-src artifact:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * What a file made by user code may do: scripts of interactive plots run, but in an origin of their own (`sandbox`), without a
 * network, without navigation, and without a way to our page.
 */
export const artifactPolicy = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data:",
  'img-src data: blob: artifact:',
  'media-src data: blob: artifact:',
  'font-src data:',
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
