/** Whether a Host header names this computer and the port that is listened to: a page of the internet that had its name lead here must not call. */
export const isOwnHost = (host: string | undefined, port: number | undefined): boolean =>
  [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`].includes((host ?? '').toLowerCase())
