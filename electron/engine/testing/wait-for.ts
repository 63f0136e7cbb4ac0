/** Asks again and again until the answer is neither null, undefined nor false. A test waits for a fact with it, never for a time. */
export const waitFor = async <Value>(
  fact: () => Value | Promise<Value>,
  what: string,
  timeoutMs = 10_000,
): Promise<NonNullable<Exclude<Value, false>>> => {
  const end = Date.now() + timeoutMs
  for (;;) {
    const value = await fact()
    if (value !== null && value !== undefined && value !== false) return value as NonNullable<Exclude<Value, false>>
    if (Date.now() > end) throw new Error(`expected ${what} within ${timeoutMs} ms, it did not come`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
