/** Project path of Mage's file of triggers. */
export const triggersFilePath = (uuid: string): string => `pipelines/${uuid}/triggers.yaml`
/** What Mage has no keys for, beside its file: it skips a trigger with a key it does not know. */
export const extrasFilePath = (uuid: string): string => `pipelines/${uuid}/triggers.pipewright.yaml`
