import { spawn } from 'node:child_process'

/** Whether a window can be shown here. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * A virtual screen for tests.
 *
 * @returns {Promise<{ display: string, stop: () => void }>} the server picks a free display number itself.
 */
export function startVirtualScreen() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1680x1050x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    server.on('error', () => reject(new Error('Xvfb is not installed; a virtual screen is needed to show a window.')))
    server.on('exit', (code) => reject(new Error(`Xvfb ended with code ${code} before it showed a screen.`)))
    server.stdio[3].once('data', (number) => {
      resolve({ display: `:${String(number).trim()}`, stop: () => server.kill() })
    })
  })
}
