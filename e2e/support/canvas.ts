import { expect, type Locator, type Page } from '@playwright/test'
import { workbench } from './workbench.ts'

/** A place in the window, in pixels. */
export type Point = { readonly x: number; readonly y: number }

/** What a hand does on the graph of the shown pipeline: drags, links, menus. */
export type Canvas = {
  /** The link between two blocks. */
  edge(from: string, to: string): Locator
  /** Middle of the link's line in the window. */
  middleOf(from: string, to: string): Promise<Point>
  /** A place of the canvas where nothing lies, by its share of width and height. */
  ground(x: number, y: number): Promise<Point>
  /** Drags something draggable of the side bar to a place of the window. */
  drop(what: Locator, at: Point): Promise<void>
  /** Chip of the palette, by the words on it. */
  chip(type: string): Locator
  /** Pulls a link from the right handle of one block to the left handle of another. */
  pullLink(from: string, to: string): Promise<void>
  /** Drags a block by its middle. */
  move(uuid: string, by: Point): Promise<void>
  /** Right click on a block, then an entry. */
  choose(uuid: string, entry: string | RegExp): Promise<void>
  /** Types into the field that has taken the place of a block's name. */
  typeName(name: string): Promise<void>
  /** Leaves a new block its name. */
  keepName(uuid: string): Promise<void>
  /** Button of the toolbar at the bottom left. */
  tool(name: string | RegExp): Locator
  /** Names of all blocks that are drawn, sorted. */
  blocks(): Promise<string[]>
  /** Waits until the canvas shows exactly these blocks. */
  expectBlocks(uuids: readonly string[]): Promise<void>
}

const centre = async (target: Locator): Promise<Point> => {
  // Waits until it is at rest.
  await target.hover({ trial: true })
  const box = await target.boundingBox()
  if (box === null) throw new Error('It is not in the window.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

const dragBetween = async (page: Page, from: Point, to: Point): Promise<void> => {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

/** Middle of a line once the view has come to rest. */
const middleOfLine = (edge: Locator): Promise<Point> =>
  edge
    .locator('path')
    .first()
    .evaluate(async (path) => {
      if (!(path instanceof SVGPathElement)) throw new Error('The link has no line.')
      const middle = () => {
        const place = path.getPointAtLength(path.getTotalLength() / 2)
        return place.matrixTransform(path.getScreenCTM() ?? undefined)
      }
      let place = middle()
      for (let still = 0; still < 4; ) {
        await new Promise(requestAnimationFrame)
        const now = middle()
        still = now.x === place.x && now.y === place.y ? still + 1 : 0
        place = now
      }
      return { x: place.x, y: place.y }
    })

/** Wraps the canvas of a window. */
export const canvas = (page: Page): Canvas => {
  const { block } = workbench(page)
  const graph = page.getByRole('application', { name: /^Graph of / })
  const edge = (from: string, to: string) => page.locator(`.react-flow__edge[data-id="${from}→${to}"]`)
  const nameField = page.getByRole('textbox', { name: /^Name of / })
  const blocks = async (): Promise<string[]> => {
    const names = await graph
      .locator('.react-flow__node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id') ?? ''))
    return names.toSorted()
  }
  return {
    edge,
    middleOf: (from, to) => middleOfLine(edge(from, to)),
    ground: async (x, y) => {
      const box = await graph.boundingBox()
      if (box === null) throw new Error('No graph is shown.')
      return { x: box.x + box.width * x, y: box.y + box.height * y }
    },
    drop: async (what, at) => {
      await what.scrollIntoViewIfNeeded()
      await dragBetween(page, await centre(what), at)
    },
    chip: (type) => page.getByRole('button', { name: `Add ${type.toLowerCase()}`, exact: true }),
    pullLink: async (from, to) =>
      dragBetween(
        page,
        await centre(block(from).locator('.react-flow__handle.source')),
        await centre(block(to).locator('.react-flow__handle.target')),
      ),
    move: async (uuid, by) => {
      const from = await centre(block(uuid))
      await dragBetween(page, from, { x: from.x + by.x, y: from.y + by.y })
    },
    choose: async (uuid, entry) => {
      await block(uuid).click({ button: 'right' })
      await page.getByRole('menuitem', { name: entry }).click()
    },
    typeName: async (name) => {
      await expect(nameField).toBeFocused()
      await nameField.fill(name)
      await nameField.press('Enter')
      await expect(block(name)).toBeVisible()
    },
    keepName: async (uuid) => {
      await expect(page.getByRole('textbox', { name: `Name of ${uuid}` })).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(block(uuid)).toBeVisible()
    },
    tool: (name) => page.getByRole('toolbar', { name: 'Canvas' }).getByRole('button', { name }),
    blocks,
    expectBlocks: (uuids) => expect.poll(blocks).toEqual(uuids.toSorted()),
  }
}
