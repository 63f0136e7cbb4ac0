import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'

/** Things that stick out of the window to the right, as far as nothing around them clips or scrolls them. */
const stickingOut = (): string[] => {
  const clipped = (element: Element | null): boolean => {
    if (element === null || element === document.documentElement) return false
    if (getComputedStyle(element).overflowX !== 'visible') return true
    return clipped(element.parentElement)
  }
  return [...document.querySelectorAll('body *')]
    .filter((element) => {
      const { right, width } = element.getBoundingClientRect()
      return width > 0 && right > innerWidth + 1 && !clipped(element.parentElement)
    })
    .map((element) => `${element.tagName} ${element.textContent?.slice(0, 40) ?? ''}`)
}

/** Buttons of a bar that lie over each other, wholly in view. */
const overlapping = (): string[] => {
  const seen = (element: Element): boolean => {
    const { left, top, width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0) return false
    const hit = document.elementFromPoint(left + width / 2, top + height / 2)
    return hit !== null && (element.contains(hit) || hit.contains(element))
  }
  // Behind a dialog everything is covered, and meant to be.
  if (document.querySelector('[role="dialog"]') !== null) return []
  const bars = document.querySelectorAll('header, [role="tablist"], [role="toolbar"], footer')
  return [...bars].flatMap((bar) =>
    [...bar.querySelectorAll('button')]
      .filter((button) => button.checkVisibility() && !seen(button) && bar.scrollWidth <= bar.clientWidth)
      .map((button) => `${button.ariaLabel ?? button.textContent ?? ''} is covered`),
  )
}

/** The last of them asks for targets of 24 by 24 pixels. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * Holds what the window shows now against what every page must be: readable by everybody, nothing sticking out. Keeps a picture of it.
 */
export const look = async (page: Page, info: TestInfo, name: string): Promise<void> => {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  const path = info.outputPath(`${name}.png`)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  await info.attach(name, { path, contentType: 'image/png' })
  // Electron has no second page for axe to finish in.
  const axe = new AxeBuilder({ page }).setLegacyMode().withTags(standards).exclude('.monaco-editor')
  const found = await axe.analyze()
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join('\n    ')}`)
  expect.soft(told, `${name}: what axe found`).toEqual([])
  expect.soft(await page.evaluate(stickingOut), `${name}: sticks out of the window`).toEqual([])
  expect.soft(await page.evaluate(overlapping), `${name}: covers something`).toEqual([])
}
