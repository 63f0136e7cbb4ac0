import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { protocol } from 'electron'
import type { Result } from '#shared/result.ts'
import { artifactPolicy, pagePolicy } from './content-policy.ts'
import { fileBelow } from './served-file.ts'

/** Origin of our page. */
export const appOrigin = 'app://pipewright'

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

type ArtifactFile = (url: string) => Promise<Result<{ path: string; mime: string }>>

/** Must be called before the app is ready: schemes get their rights only then. */
export const registerSchemes = (): void => {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges },
    { scheme: 'artifact', privileges },
  ])
}

const notFound = () => new Response('not found', { status: 404, headers: { 'content-type': 'text/plain' } })

const servePage = async (folder: string, address: string): Promise<Response> => {
  const file = address.startsWith(`${appOrigin}/`) ? fileBelow(folder, address) : null
  const bytes = file === null ? null : await readFile(file).catch(() => null)
  if (file === null || bytes === null) return notFound()
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': mimeTypes[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': pagePolicy,
      'x-content-type-options': 'nosniff',
    },
  })
}

const serveArtifact = async (artifactFile: ArtifactFile, address: string): Promise<Response> => {
  const found = await artifactFile(address)
  if (!found.ok) return notFound()
  const stream = createReadStream(found.value.path)
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      'content-type': found.value.mime,
      'content-security-policy': artifactPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  })
}

/** `app://` is our page, `artifact://` are files inside block run directories of opened projects; the engine decides which. */
export const serveProtocols = (rendererFolder: string, artifactFile: ArtifactFile): void => {
  protocol.handle('app', (request) => servePage(rendererFolder, request.url))
  protocol.handle('artifact', (request) => serveArtifact(artifactFile, request.url))
}
