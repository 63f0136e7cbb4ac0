/** Made when it is first asked for, and kept: for what takes time to make and is rarely needed, such as formats of a language. */
export const lazily = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
