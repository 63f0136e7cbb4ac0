import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** Keeps a picture of the window where `E2E_SHOTS` names a folder, to be looked at by a person. */
export const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.E2E_SHOTS
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}
