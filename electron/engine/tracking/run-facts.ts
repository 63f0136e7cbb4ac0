/** Names a run among those of all projects. */
export const runKey = (projectId: string, runId: number): string => `${projectId}/${runId}`
