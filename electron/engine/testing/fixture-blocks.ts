/** Python blocks with one behaviour each, for tests of runs. The decorator is a name Mage puts into the block's namespace. */

const block = (body: string, imports = ''): string => `${imports}${imports === '' ? '' : '\n\n'}@transformer
def run(*args, **kwargs):
${body
  .trim()
  .split('\n')
  .map((line) => (line === '' ? '' : `    ${line}`))
  .join('\n')}
`

/** A Python string literal: JSON strings are valid ones. */
const literal = (text: string): string => JSON.stringify(text)

/** Returns a JSON value. */
export const returns = (value: unknown): string =>
  block(`return json.loads(${literal(JSON.stringify(value))})`, 'import json')

/** Prints `started`, then sleeps. */
export const sleeps = (seconds: number): string =>
  block(`print('started', flush=True)\ntime.sleep(${seconds})\nreturn ${seconds}`, 'import time')

/** Waits until a file exists: lets a test decide when the block ends. Prints `started` first. */
export const waitsForFile = (path: string): string =>
  block(
    `print('started', flush=True)\nwhile not os.path.exists(${literal(path)}):\n    time.sleep(0.01)\nreturn 1`,
    'import os\nimport time',
  )

/** Raises ValueError. */
export const fails = (message = 'this block fails'): string => block(`raise ValueError(${literal(message)})`)

/** Fails until it has been tried `times` times; counts in a file. */
export const failsUntil = (counterFile: string, times: number): string =>
  block(
    `
path = ${literal(counterFile)}
tried = (int(open(path).read()) if os.path.exists(path) else 0) + 1
open(path, 'w').write(str(tried))
if tried < ${times}:
    raise ValueError(f'attempt {tried} fails')
return tried`,
    'import os',
  )

/** Prints many numbered lines as fast as it can. */
export const floods = (lines: number): string =>
  block(`for number in range(${lines}):\n    print('line', number)\nreturn ${lines}`)

/** Prints `ready`, then sleeps and takes no notice of polite ends; writes its process id. */
export const ignoresSigterm = (pidFile: string): string =>
  block(
    `
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
open(${literal(pidFile)}, 'w').write(str(os.getpid()))
print('ready', flush=True)
while True:
    time.sleep(60)`,
    'import os\nimport signal\nimport time',
  )

/** Starts a child that starts a grandchild in a session of its own, writes both process ids (one a line), prints `ready`, sleeps. */
export const spawnsChild = (pidFile: string): string =>
  block(
    `
grandchild = 'import time; time.sleep(600)'
child = (
    'import subprocess, sys, time;'
    f'p = subprocess.Popen([sys.executable, "-c", {grandchild!r}], start_new_session=True);'
    'print(p.pid, flush=True); time.sleep(600)'
)
process = subprocess.Popen([sys.executable, '-c', child], stdout=subprocess.PIPE, text=True)
open(${literal(pidFile)}, 'w').write(f'{process.pid}\\n{process.stdout.readline().strip()}\\n')
print('ready', flush=True)
time.sleep(600)`,
    'import subprocess\nimport sys\nimport time',
  )

/** Ends its own process without a word, as a segmentation fault or the kernel's memory killer would. */
export const diesSilently = (): string => block('os._exit(139)', 'import os')

/** Keeps taking memory, 10 MB at a time, and touches it. */
export const eatsMemory = (): string =>
  block("held = []\nwhile True:\n    held.append(bytearray(b'x' * 10_000_000))\n    time.sleep(0.01)", 'import time')

/**
 * As hard to end as a block can be: takes no notice of polite ends, and leaves behind, in a session of its own and with an empty
 * environment, a process that keeps starting others like itself. Each writes its process id into a folder per run; prints `ready`.
 */
export const worst = (pidFolder: string): string =>
  block(
    `
folder = os.path.join(${literal(pidFolder)}, str(kwargs['pipeline_run_id']))
os.makedirs(folder, exist_ok=True)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
open(os.path.join(folder, str(os.getpid())), 'w').close()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execve(sys.executable, [sys.executable, '-c', ROGUE, folder], {})
    os._exit(0)
print('ready', flush=True)
while True:
    time.sleep(600)`,
    `import os
import signal
import sys
import time

ROGUE = '''
import os, sys, time
def note():
    open(os.path.join(sys.argv[1], str(os.getpid())), 'w').close()
note()
while True:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            note()
            time.sleep(600)
        os._exit(0)
    time.sleep(0.2)
'''`,
  )
