/** A part of the engine whose code is loaded when something of it is first asked for: nothing waits for what it does not need. */
export type Later<Part> = AsyncDisposable & {
  /** Loads and makes it where that has not been done. */
  get(): Promise<Part>
  /** Null where nothing has needed it. */
  made(): Promise<Part> | null
}

const dispose = async (part: object): Promise<void> => {
  if (Symbol.asyncDispose in part) await (part as AsyncDisposable)[Symbol.asyncDispose]()
}

/**
 * Makes a part at first use. What was never made is never disposed; what is asked for after the end is disposed before it is given, so
 * that nothing of it is left behind.
 */
export const later = <Part extends object>(make: () => Promise<Part>): Later<Part> => {
  let made: Promise<Part> | null = null
  let isOver = false
  const makeNow = async (): Promise<Part> => {
    try {
      const part = await make()
      if (isOver) await dispose(part)
      return part
    } catch (error) {
      // What kept it from being loaded may pass: the next one who asks tries again.
      made = null
      throw error
    }
  }
  return {
    get: () => {
      made ??= makeNow()
      return made
    },
    made: () => made,
    [Symbol.asyncDispose]: async () => {
      const before = made
      if (before !== null) await dispose(await before)
      isOver = true
    },
  }
}

type AsyncFunction = (...given: never[]) => Promise<unknown>
/** Names of what answers by a promise: all else needs the part itself. */
type Answering<Part> = { [Name in keyof Part]: Part[Name] extends AsyncFunction ? Name : never }[keyof Part]

/** Functions of a part by name, each of which loads it. The compiler says which are missing where a face is given as a whole one. */
export const faceOf = <Part, const Name extends Answering<Part>>(
  part: Pick<Later<Part>, 'get'>,
  names: readonly Name[],
): Pick<Part, Name> => {
  const askFor =
    (name: Name) =>
    async (...given: never[]): Promise<unknown> =>
      ((await part.get())[name] as AsyncFunction)(...given)
  return Object.fromEntries(names.map((name) => [name, askFor(name)])) as Pick<Part, Name>
}
