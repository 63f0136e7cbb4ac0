/** The two physical channels between window and main process. Everything else is a name in the contract. */
export const requestChannel = 'request'
export const eventChannel = 'event'
