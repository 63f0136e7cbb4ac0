import { expect, type Locator, type Page } from '@playwright/test'
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/requests.ts'
import type { Result } from '#shared/result.ts'

/** What a person sees and does in a window with an open project. Locators go by role and name, as a screen reader would. */
export type Workbench = {
  readonly page: Page
  /** The block on the canvas. */
  block(uuid: string): Locator
  /** Waits until the canvas says that state of the block: `completed`, `failed`, `not run`… */
  expectBlock(uuid: string, state: string): Promise<void>
  showPipeline(uuid: string): Promise<void>
  /** Rail buttons: Pipelines, Files, Runs, Settings. */
  goTo(pageName: string): Promise<void>
  run(): Promise<void>
  /** Runs for the first time in a folder that is not trusted yet: answers the question. */
  trustAndRun(): Promise<void>
  /** Entries of the menu beside Run. */
  runBy(entry: string | RegExp): Promise<void>
  select(uuid: string): Promise<void>
  /** The button that takes the place of Run while one goes on. */
  cancel(): Promise<void>
  /** Waits until the newest run of the shown pipeline has ended and nothing runs. */
  expectNoRun(): Promise<void>
  readonly log: Locator
  /** Opens the code of a block and waits until its text is there. */
  openCode(uuid: string): Promise<void>
  /** The text in the editor, as far as it is in view. */
  readonly code: Locator
  /** Puts the cursor at the end of the text in the editor and types. */
  typeAtEnd(text: string): Promise<void>
  /** Asks the engine directly, for facts no eye can see. Throws where it refuses. */
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>>
  /** Id of the shown project. */
  projectId(): Promise<string>
  /** As above, with whatever input; refusals come back. */
  requestAnything(name: string, input: unknown): Promise<Result<unknown>>
}

type AnyBridge = { request(name: string, input: unknown): Promise<Result<unknown>> }

/** Wraps a window. */
export const workbench = (page: Page): Workbench => {
  const requestAnything = (name: string, input: unknown): Promise<Result<unknown>> =>
    page.evaluate(
      ([asked, given]) => {
        const { bridge } = window as unknown as { bridge: AnyBridge }
        return bridge.request(asked, given)
      },
      [name, input] as const,
    )
  const request = async <Name extends RequestName>(name: Name, input: RequestInput<Name>) => {
    const answer = await requestAnything(name, input)
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`)
    return answer.value as RequestOutput<Name>
  }
  const run = () => page.getByRole('button', { name: 'Run', exact: true }).click()
  const code = page.getByRole('code').locator('.view-lines').first()
  const block = (uuid: string) => page.getByRole('group', { name: new RegExp(`^${uuid}, `) })
  return {
    page,
    block,
    expectBlock: (uuid, state) =>
      expect(page.getByRole('group', { name: new RegExp(`^${uuid}, .*${state}`) })).toBeVisible({ timeout: 30_000 }),
    showPipeline: async (uuid) => {
      await page.getByRole('navigation', { name: 'Pipelines and blocks' }).getByText(uuid, { exact: true }).click()
      await expect(page.getByRole('application', { name: `Graph of ${uuid}` })).toBeVisible()
    },
    goTo: (pageName) => page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: pageName }).click(),
    run,
    trustAndRun: async () => {
      await run()
      await page.getByRole('button', { name: 'Trust and run' }).click()
    },
    cancel: () => page.getByRole('banner').getByRole('button', { name: 'Cancel', exact: true }).click(),
    runBy: async (entry) => {
      await page.getByRole('button', { name: 'More ways to run' }).click()
      await page.getByRole('menuitem', { name: entry }).click()
    },
    select: async (uuid) => {
      await block(uuid).click()
      await expect(block(uuid)).toHaveClass(/selected/)
    },
    expectNoRun: () => expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible({ timeout: 60_000 }),
    log: page.getByRole('log', { name: 'Log lines' }),
    openCode: async (uuid) => {
      await block(uuid).dblclick()
      await expect(code).toContainText(/\S/)
    },
    code,
    typeAtEnd: async (text) => {
      await code.click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type(text)
      await expect(code).toContainText(text)
    },
    requestAnything,
    request,
    projectId: async () => {
      const { projectId } = await request('system.start', {})
      if (projectId === null) throw new Error('The window shows no project.')
      return projectId
    },
  }
}
