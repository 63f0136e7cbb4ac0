import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { type RequestError, requestOptions } from '../queries.ts'

/** Where a file that is no text lies, and which state of it is meant: another one is asked for anew. */
export type PictureFile = { readonly projectId: string; readonly path: string; readonly etag: string | null }

/** Size and picture of a file that is no text. Forgotten as soon as nobody shows it: it can be large. */
export const usePicture = ({
  projectId,
  path,
  etag,
}: PictureFile): UseQueryResult<RequestOutput<'file.picture'>, RequestError> =>
  useQuery<RequestOutput<'file.picture'>, RequestError>({
    queryKey: ['file.picture', { projectId, path }, etag],
    queryFn: requestOptions('file.picture', { projectId, path }).queryFn,
    gcTime: 0,
  })
