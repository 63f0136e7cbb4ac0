import type { FastifyInstance } from 'fastify'
import { docsPage } from '../openapi/docs-page.ts'
import { openApiOf } from '../openapi/openapi.ts'
import type { RouteParts } from './route-parts.ts'

/** A page that loads nothing from anywhere and runs no script. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `GET /openapi.json`, and the same as a page to read. */
export const addDocumentRoutes = (app: FastifyInstance, { models }: RouteParts): void => {
  app.get('/openapi.json', () => openApiOf([...models.values()]))
  app.get('/docs', (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentPolicy)
      .send(docsPage([...models.values()])),
  )
  app.get('/', (_, reply) => reply.redirect('/docs'))
}
