import { readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { launchApp, type RunningApp } from './support/app.ts'
import { windowCount } from './support/desktop.ts'
import { listener } from './support/listener.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = (uuid: string, body: string) => ({
  uuid,
  type: 'data_loader',
  upstream: [],
  code: `@data_loader\ndef load(*args, **kwargs):\n${body}`,
})
const harmless = loader('harmless', '    return 1\n')

test('the page has no Node, and of ours only three functions', async () => {
  await using app = await launchApp()
  await expect(app.page.getByRole('heading', { name: 'Pipewright' })).toBeVisible()
  const reach = await app.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys(Reflect.get(window, 'bridge') ?? {}).sort(),
    mended: (() => {
      try {
        Reflect.set(Reflect.get(window, 'bridge') ?? {}, 'request', null)
      } catch {
        // A frozen object may also throw.
      }
      return typeof Reflect.get(Reflect.get(window, 'bridge') ?? {}, 'request')
    })(),
  }))
  expect(reach).toEqual({ node: [], bridge: ['pathForFile', 'request', 'subscribe'], mended: 'function' })
  const preferences = await app.electron.evaluate(({ BrowserWindow, app: electronApp }) => ({
    // What the window was made with; not in the types.
    made: Reflect.apply(
      Reflect.get(BrowserWindow.getAllWindows()[0]?.webContents ?? {}, 'getLastWebPreferences'),
      BrowserWindow.getAllWindows()[0]?.webContents,
      [],
    ) as Record<string, unknown>,
    packaged: electronApp.isPackaged,
  }))
  expect(preferences.made).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
  expect(preferences.made).not.toMatchObject({ webSecurity: false })
})

/** Tries everything a script in our page could do to run or load something foreign. */
const tryToLoad = async (page: Page, address: string): Promise<unknown> =>
  page.evaluate(async (server) => {
    const later = <Value>(act: () => Value) =>
      new Promise<string>((resolve) =>
        setTimeout(() => {
          try {
            act()
            resolve('done')
          } catch (error) {
            resolve(error instanceof Error ? error.name : 'thrown')
          }
        }),
      )
    const ended = (element: HTMLElement) =>
      new Promise<string>((resolve) => {
        element.addEventListener('load', () => resolve('loaded'))
        element.addEventListener('error', () => resolve('refused'))
        document.body.append(element)
      })
    const inline = document.createElement('script')
    inline.textContent = 'window.hacked = true'
    document.body.append(inline)
    const link = document.createElement('div')
    link.innerHTML = '<img src="x:y" onerror="window.hacked = true">'
    document.body.append(link)
    return {
      // biome-ignore lint/security/noGlobalEval: that it does not work is what is tested
      evaluated: await later(() => window.eval('window.hacked = true')),
      made: await later(() => new Function('window.hacked = true')()),
      script: await ended(Object.assign(document.createElement('script'), { src: `${server}/script.js` })),
      image: await ended(Object.assign(document.createElement('img'), { src: `${server}/image.png` })),
      fetched: await fetch(`${server}/fetch`).then(
        () => 'answered',
        () => 'refused',
      ),
      socket: await later(() => new WebSocket(server.replace('http', 'ws'))),
      hacked: 'hacked' in window,
    }
  }, address)

test('the page runs no foreign script and loads nothing from a network', async () => {
  await using server = await listener()
  await using app = await launchApp()
  await expect(app.page.getByRole('heading', { name: 'Pipewright' })).toBeVisible()
  expect(await tryToLoad(app.page, server.address)).toMatchObject({
    evaluated: 'EvalError',
    made: 'EvalError',
    script: 'refused',
    image: 'refused',
    fetched: 'refused',
    hacked: false,
  })
  expect(server.heard).toEqual([])
})

test('the page cannot be led away, opens no window and gets no permission', async () => {
  await using server = await listener()
  await using app = await launchApp()
  const { page } = app
  await expect(page.getByRole('heading', { name: 'Pipewright' })).toBeVisible()
  await app.electron.evaluate(({ shell }) => {
    shell.openExternal = (url) => {
      Reflect.set(globalThis, 'openedOutside', [...(Reflect.get(globalThis, 'openedOutside') ?? []), url])
      return Promise.resolve()
    }
  })
  const home = page.url()
  for (const target of [`${server.address}/away`, 'file:///etc/passwd', 'data:text/html,away']) {
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: url })
      document.body.append(link)
      link.click()
      location.assign(url)
    }, target)
    const opened = await page.evaluate((url) => window.open(url) === null, target)
    expect(opened).toBe(true)
  }
  await page.evaluate(() => window.open('https://example.org/docs'))
  await expect
    .poll(() => app.electron.evaluate(() => Reflect.get(globalThis, 'openedOutside')))
    .toEqual(['https://example.org/docs'])
  const given = await page.evaluate(async () => {
    const asked = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'].map(async (name) => {
      const answer = await navigator.permissions.query({ name: name as PermissionName })
      return answer.state
    })
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      () => 'denied',
    )
    return [...(await Promise.all(asked)), media]
  })
  expect(new Set(given)).toEqual(new Set(['denied']))
  expect(page.url()).toBe(home)
  expect(await windowCount(app)).toBe(1)
  expect(server.heard).toEqual([])
})

/** HTML as a block may return it: it tries to get out and writes what it got. */
const escaping = (address: string) => `<!DOCTYPE html><html><body><p id="got">nothing yet</p><script>
const got = []
const attempt = (name, act) => { try { const value = act(); got.push(name + '=' + (value === undefined ? 'undefined' : 'GOT')) } catch (error) { got.push(name + '=' + error.name) } }
attempt('parent', () => parent.document.title)
attempt('bridge', () => window.bridge)
attempt('parentBridge', () => parent.bridge)
attempt('storage', () => localStorage.length)
attempt('top', () => { top.location.href = '${address}/top' })
attempt('window', () => window.open('${address}/window') ?? undefined)
fetch('${address}/fetch').then(() => got.push('fetch=GOT'), () => got.push('fetch=refused'))
  .then(() => fetch(location.href)).then(() => got.push('self=GOT'), () => got.push('self=refused'))
  .then(() => { document.getElementById('got').textContent = got.join(' ') + ' end' })
</script><img src="${address}/image.png"></body></html>`

test('HTML a block returns runs in a frame of its own and reaches nothing', async () => {
  await using server = await listener()
  await using project = await mageProject('html', [
    loader('page', `    return ${JSON.stringify(escaping(server.address))}\n`),
  ])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  await bench.expectBlock('page', 'completed')
  await bench.select('page')
  const frame = app.page.locator('iframe').first()
  await expect(frame).toHaveAttribute('sandbox', 'allow-scripts')
  const got = frame.contentFrame().locator('#got')
  await expect(got).toContainText('end')
  await expect(got).not.toContainText('GOT')
  await expect(got).toContainText('parent=SecurityError')
  await expect(app.page.getByRole('button', { name: 'Pipeline html' })).toBeVisible()
  expect(await windowCount(app)).toBe(1)
  expect(server.heard).toEqual([])
})

const statusOf = (app: RunningApp, url: string): Promise<number> =>
  app.electron.evaluate(
    ({ net }, asked) =>
      net.fetch(asked).then(
        (answer) => answer.status,
        () => 0,
      ),
    url,
  )

test('an address of an artifact never leads out of its block run', async () => {
  const code = loader('saves', "    return '<!DOCTYPE html><html><body>page</body></html>'\n")
  await using project = await mageProject('artifacts', [code])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  await bench.expectBlock('saves', 'completed')
  const projectId = await bench.projectId()
  const place = { projectId, runId: 1, blockUuid: 'saves', attempt: 1 }
  const run = await bench.request('run.get', { projectId, runId: 1 })
  const output = run.blockRuns[0]?.outputs[0]?.name ?? ''
  const { url } = await bench.request('output.preview', { ...place, output })
  expect(await statusOf(app, url ?? '')).toBe(200)

  const folder = (url ?? '').slice(0, (url ?? '').indexOf('/1/', 'artifact://'.length + 20) + 3)
  const outside = ['../../history.db', '..%2f..%2fhistory.db', '%2e%2e/%2e%2e/history.db', '..%5c..%5chistory.db']
  const absolute = ['%2fetc%2fpasswd', '/etc/passwd', 'C:%5cWindows%5cwin.ini', 'x%00.html', '', '.']
  const stored = await readdir(project.at('.pipewright/runs/1'), { recursive: true, withFileTypes: true })
  const result = stored.find((entry) => entry.name === 'result.json')
  await symlink('/etc/passwd', join(result?.parentPath ?? '', 'leak.html'))
  const foreign = [
    `${folder}leak.html`,
    (url ?? '').replace(projectId, '0123456789abcdef'),
    (url ?? '').replace('/1/', '/99/'),
    'artifact://etc/passwd',
    'app://pipewright/../../package.json',
    'app://pipewright/%2e%2e/%2e%2e/package.json',
    'app://pipewright/..%2f..%2fpackage.json',
    'app://elsewhere/index.html',
  ]
  for (const address of [...outside, ...absolute].map((path) => `${folder}${path}`).concat(foreign)) {
    expect.soft(await statusOf(app, address), address).not.toBe(200)
  }
  for (const path of ['../result.json', '/etc/passwd', '../../../../../etc/passwd', 'outputs/../../..', '']) {
    expect.soft(await bench.requestAnything('output.artifactUrl', { ...place, path })).toMatchObject({ ok: false })
  }
})

test('bad requests are refused before anything is done, and answers never leave the project', async () => {
  await using project = await mageProject('strict', [harmless])
  await symlink('/etc', project.at('way_out'))
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await expect(bench.block('harmless')).toBeVisible()
  const projectId = await bench.projectId()
  const asked: readonly (readonly [string, unknown])[] = [
    ['file.steal', {}],
    ['__proto__', {}],
    ['constructor', {}],
    ['file.read', null],
    ['file.read', { projectId, path: '../../etc/passwd' }],
    ['file.read', { projectId, path: '/etc/passwd' }],
    ['file.read', { projectId, path: 'a\u0000b' }],
    ['file.read', { projectId: '../..', path: 'metadata.yaml' }],
    ['file.save', { projectId, path: '..\\x.py', text: '', expected: null }],
    ['pipeline.get', { projectId, pipelineUuid: '../strict' }],
    ['run.start', { projectId, pipelineUuid: 'strict', scope: { kind: 'everything' }, variables: {} }],
    ['run.get', { projectId, runId: -1 }],
    ['run.log', { projectId, runId: 1, limit: 1e9 }],
    ['settings.update', { theme: 'pink' }],
  ]
  for (const [name, input] of asked) {
    const answer = await bench.requestAnything(name, input)
    expect.soft(answer, name).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
  }
  for (const path of ['way_out/passwd', 'way_out/new.txt']) {
    const read = await bench.requestAnything('file.read', { projectId, path })
    expect.soft(read, path).toMatchObject({ ok: false, error: { code: 'outside-project' } })
    const saved = await bench.requestAnything('file.save', { projectId, path, text: 'x', expected: null })
    expect.soft(saved, path).toMatchObject({ ok: false })
  }
  const foreign = { projectId: '0123456789abcdef', path: 'metadata.yaml' }
  expect(await bench.requestAnything('file.read', foreign)).toMatchObject({ ok: false })
})

test('listeners hear what the contract names, as plain data', async () => {
  await using project = await mageProject('heard', [harmless])
  await using app = await launchApp({ folder: project.path })
  await expect(workbench(app.page).block('harmless')).toBeVisible()
  await app.page.evaluate(() => {
    const bridge = Reflect.get(window, 'bridge')
    const heard: unknown[] = []
    Reflect.set(window, 'heard', heard)
    for (const name of ['project.changed', 'request', 'event', '', '__proto__']) {
      bridge?.subscribe(name as 'project.changed', (...all: unknown[]) => heard.push([name, ...all]))
    }
  })
  await project.write('pipelines/other/metadata.yaml', 'name: other\nblocks: []\n')
  const heard = () => app.page.evaluate(() => Reflect.get(window, 'heard') as unknown[][])
  await expect.poll(async () => (await heard()).length).toBeGreaterThan(0)
  for (const [name, payload, ...rest] of await heard()) {
    expect(name).toBe('project.changed')
    expect(Object.keys(payload as object).sort()).toEqual(['blockFiles', 'pipelines', 'projectId', 'tree'])
    expect(rest).toEqual([])
  }
})
