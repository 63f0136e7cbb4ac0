/** Runs what has the same key one after the other, so that a check and the write that relies on it are not parted. */
export type KeyedQueue = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>

/** Makes an empty queue. */
export const createKeyedQueue = (): KeyedQueue => {
  const tails = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve()
    const result = before.then(work)
    const tail = result.catch(() => undefined)
    tails.set(key, tail)
    void tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
    return result
  }
}
