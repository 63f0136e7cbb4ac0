import { describe, expect, it } from 'vitest'
import { createTempRuns } from '#engine/testing/temp-runs.ts'
import { withExactNumbers, withoutGiven, writeExactly } from './exact-numbers.ts'
import { readPipelineFacts } from './pipeline-facts.ts'
import { readExactNumbers } from './read-exact-numbers.ts'

const numbers = `  whole: 1.0
  half: 0.5
  count: 1
  minus: -0.0
  far: .inf
  long: 18446744073709551616
  text: '1.0'
  deep:
    list: [1, 2.0, {x: 3.}]
`
const tells = (expression: string) => `@transformer\ndef run(*args, **kwargs):\n    print(${expression})\n`
const file = (more: string) =>
  `name: main\nuuid: main\ntype: python\ncreated_at: '2024-01-31 10:20:30.123456+00:00'\n${more}`

describe('numbers that JSON cannot say', () => {
  it('are found where they stand', () => {
    const { variables, configurations } = readExactNumbers(
      `variables:\n${numbers}blocks:\n- uuid: a\n  configuration: {rate: 2.0, n: 2}\n- uuid: b\n  configuration: null\n`,
    )
    expect(variables).toEqual([
      { path: ['whole'], text: '1.0' },
      { path: ['minus'], text: '-0.0' },
      { path: ['far'], text: 'Infinity' },
      { path: ['long'], text: '18446744073709551616' },
      { path: ['deep', 'list', 1], text: '2.0' },
      { path: ['deep', 'list', 2, 'x'], text: '3.0' },
    ])
    expect(configurations).toEqual({ a: [{ path: ['rate'], text: '2.0' }] })
  })

  it('are written as they are, where the value still is theirs', () => {
    const found = [
      { path: ['a'], text: '1.0' },
      { path: ['b', 0], text: '2.0' },
      { path: ['gone', 'x'], text: '2.0' },
      { path: ['big'], text: '18446744073709551616' },
    ]
    const written = (map: Parameters<typeof withExactNumbers>[0]) =>
      writeExactly(JSON.stringify(withExactNumbers(map, found)))
    expect(written({ a: 1, b: [2, 2], big: '18446744073709551616' })).toBe(
      '{"a":1.0,"b":[2.0,2],"big":18446744073709551616}',
    )
    expect(written({ a: 7, b: 'none', big: 5 })).toBe('{"a":7,"b":"none","big":5}')
  })

  it('are not those of variables the run was given', () => {
    const found = { variables: [{ path: ['a'], text: '1.0' }], configurations: {} }
    expect(withoutGiven(found, { a: 1 }).variables).toEqual([])
    expect(withoutGiven(found, { b: 1 }).variables).toHaveLength(1)
  })

  it('reach a block and its conditional as Mage reads them', async () => {
    await using temp = await createTempRuns([{ uuid: 'main', blocks: [] }])
    const names = "('whole', 'half', 'count', 'minus', 'far', 'long', 'text', 'deep')"
    await temp.folder.write('transformers/tell.py', tells(`[kwargs[k] for k in ${names}]`))
    await temp.folder.write('transformers/own.py', tells("kwargs['configuration']"))
    await temp.folder.write(
      'conditionals/asks.py',
      "@condition\ndef asks(*args, **kwargs):\n    return repr(kwargs['configuration']['rate']) == '2.0'\n",
    )
    const blocks =
      'blocks:\n- {uuid: tell, type: transformer}\n- {uuid: own, type: transformer, configuration: {rate: 2.0, n: 2}}\n'
    const conditionals = 'conditionals:\n- {uuid: asks, type: conditional, upstream_blocks: [own]}\n'
    await temp.folder.write('pipelines/main/metadata.yaml', file(`variables:\n${numbers}${blocks}${conditionals}`))
    const said = async (variables = {}) => {
      temp.logged.splice(0)
      await temp.finish('main', { variables })
      return temp.logged.map(({ text }) => text).sort()
    }
    const rest = "0.5, 1, -0.0, inf, 18446744073709551616, '1.0', {'list': [1, 2.0, {'x': 3.0}]}]"
    const own = "{'rate': 2.0, 'n': 2}"
    expect(await said()).toEqual([`[1.0, ${rest}`, own])
    expect(await said({ whole: 1 })).toEqual([`[1, ${rest}`, own])
  })

  it('are looked for only where there can be one', async () => {
    await using temp = await createTempRuns([{ uuid: 'main', blocks: [] }])
    const numbersOf = async (more: string) => {
      await temp.folder.write('pipelines/main/metadata.yaml', file(more))
      return (await readPipelineFacts(temp.folder.path, 'main')).numbers.variables.map(({ text }) => text)
    }
    expect(await numbersOf('variables:\n  version: 1.2.0\n  half: 0.5\n')).toEqual([])
    expect(await numbersOf('variables: {a: 1.0, b: -2.}\n')).toEqual(['1.0', '-2.0'])
    expect(await numbersOf('variables:\n  a: 1.5e+3 # rows\r\n  b: -.inf\r\n')).toEqual(['1500.0', '-Infinity'])
  })
})
