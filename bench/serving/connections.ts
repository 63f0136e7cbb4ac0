import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'

/** Connections opened one wave after another: a queue of the system holds no more of them at once. */
const wave = 500

const open = (port: number): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.once('connect', () => resolve(socket))
    socket.once('close', () => resolve(socket))
    // Half of them begin a request and never go on.
    if (Math.random() < 0.5) socket.write('POST /invocations HTTP/1.1\r\nHost: localhost\r\nX-')
  })

/** Resident memory of a process in MB; Linux. */
const residentMb = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/**
 * Opens many connections that say nothing or too little, and asks for predictions all the while.
 * @param ask one prediction; true where it was right
 */
export const openMany = async (
  { port, pid }: { readonly port: number; readonly pid: number },
  count: number,
  ask: () => Promise<boolean>,
): Promise<string> => {
  const before = await residentMb(pid)
  const sockets: Socket[] = []
  let asked = 0
  let right = 0
  for (let done = 0; done < count; done += wave) {
    sockets.push(...(await Promise.all(Array.from({ length: wave }, () => open(port)))))
    asked += 1
    if (await ask().catch(() => false)) right += 1
  }
  const kept = sockets.filter((socket) => !socket.destroyed).length
  const after = await residentMb(pid)
  for (const socket of sockets) socket.destroy()
  return `${count} silent connections: ${right} of ${asked} predictions meanwhile were right, ${kept} connections were kept, memory ${before.toFixed(0)} → ${after.toFixed(0)} MB`
}
