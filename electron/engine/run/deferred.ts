/** A promise and its way out, apart. `Promise.withResolvers` is missing in the oldest runtime we start in. */
export type Deferred<Value> = { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void }

export const deferred = <Value>(): Deferred<Value> => {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((give) => {
    resolve = give
  })
  return { promise, resolve }
}
