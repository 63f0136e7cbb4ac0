import { expect, type Locator, type Page } from '@playwright/test'
import { workbench } from './workbench.ts'

/** What a person does with open files. */
export type Editor = {
  /** Tab of an open file, by its name. */
  tab(name: string): Locator
  /** The dot of a file that is not saved. */
  dirt(name: string): Locator
  /** The text area of the shown file. */
  readonly text: Locator
  /** Waits until the shown file holds the words. */
  expectText(words: string | RegExp): Promise<void>
  /** Puts the cursor at the end of the line that holds the words. */
  clickLine(words: string): Promise<void>
  /** Pastes over the whole text of the shown file. */
  replaceAll(text: string): Promise<void>
  save(): Promise<void>
}

/** Wraps the editor of a window. */
export const editor = (page: Page): Editor => {
  const tab = (name: string) => page.getByRole('tablist', { name: 'Open files' }).getByRole('tab', { name })
  const text = page.getByRole('code').locator('.view-lines').first()
  return {
    tab,
    dirt: (name) => tab(name).getByRole('img', { name: 'Unsaved' }),
    text,
    expectText: (words) => expect(text).toContainText(words),
    clickLine: async (words) => {
      await text.locator('.view-line', { hasText: words }).first().click()
      await page.keyboard.press('End')
    },
    replaceAll: async (next) => {
      await text.click()
      await page.keyboard.press('Control+A')
      await workbench(page).request('system.copyText', { text: next })
      await page.keyboard.press('Control+V')
    },
    save: async () => {
      await page.keyboard.press('Control+S')
      await expect(page.getByText(/^Saved/).first()).toBeVisible()
    },
  }
}
