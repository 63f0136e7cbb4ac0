import type { IncomingMessage } from 'node:http'

/**
 * The whole body of a request as text.
 *
 * @param most bytes that are taken
 * @param refuse makes what is thrown where there are more
 */
export const readBody = async (request: IncomingMessage, most: number, refuse: () => Error): Promise<string> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    length += bytes.length
    if (length > most) throw refuse()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
