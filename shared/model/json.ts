import { z } from 'zod'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export const jsonSchema: z.ZodType<Json> = z.json() as z.ZodType<Json>

/** A map of JSON values: variables, configuration. */
export const jsonMapSchema = z.record(z.string(), jsonSchema)
export type JsonMap = z.infer<typeof jsonMapSchema>
