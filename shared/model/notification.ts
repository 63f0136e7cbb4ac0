import { z } from 'zod'
import { pipelineUuidSchema, runIdSchema } from './ids.ts'

/** Where a message can go. All but `webhook` are Mage's. */
export const channelKinds = [
  'email',
  'slack',
  'teams',
  'discord',
  'telegram',
  'google-chat',
  'opsgenie',
  'webhook',
] as const
export const channelKindSchema = z.enum(channelKinds)
export type ChannelKind = z.infer<typeof channelKindSchema>

/** What is told: Mage's `alert_on`, and alerts of models. */
export const occasions = ['failure', 'success', 'late', 'alert'] as const
export const occasionSchema = z.enum(occasions)
export type Occasion = z.infer<typeof occasionSchema>

/** One channel the project's files set up. */
export const channelSchema = z.object({
  kind: channelKindSchema,
  /** Whom it reaches, without what would let a reader send there: a host, addresses. */
  target: z.string(),
  /** Project path of the file that says so. */
  file: z.string(),
  /** Why nothing can be sent there, as a sentence; null where it can. */
  problem: z.string().nullable(),
})
export type Channel = z.infer<typeof channelSchema>

export const notificationSetupSchema = z.object({
  occasions: z.array(occasionSchema),
  channels: z.array(channelSchema),
  /** What is wrong with the setup itself, as sentences. */
  problems: z.array(z.string()),
})
export type NotificationSetup = z.infer<typeof notificationSetupSchema>

/** A message to one channel: kept until it was sent or given up. */
export const deliverySchema = z.object({
  id: z.number().int(),
  createdAt: z.number(),
  channel: channelKindSchema,
  target: z.string(),
  occasion: z.enum([...occasions, 'test']),
  pipelineUuid: pipelineUuidSchema.nullable(),
  runId: runIdSchema.nullable(),
  title: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.number().int(),
  /** What the last attempt met. */
  error: z.string().nullable(),
  sentAt: z.number().nullable(),
  /** When it is tried again. */
  nextAttemptAt: z.number().nullable(),
})
export type Delivery = z.infer<typeof deliverySchema>
