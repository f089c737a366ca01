const fs = require('fs')
const { EventEmitter } = require('events')
let seen = null
Object.defineProperty(EventEmitter.prototype, '_eventsCount', {
  configurable: true,
  get: () => 0,
  set(value) {
    if (this.releaseFD || (this.constructor && this.getAsyncId && 'fd' in this)) seen = this
    Object.defineProperty(this, '_eventsCount', { value, writable: true, configurable: true })
  },
})

async function handle() {
  const told = []
  const tried = async (name, act) => { try { await act(); told.push(name) } catch (error) { if (!/restricted|deserialize|not be cloned|must be/.test(error.message)) told.push(name + ' ' + error) } }
  await tried('open', () => fs.promises.open(__filename))
  await fs.promises.readFile(__dirname + '/nothing').catch(() => {})
  await fs.promises.readFile('/dev/null').catch(() => {})
  console.log(seen ? 'seen' : 'not seen')
  if (seen) {
    Object.defineProperty(seen, 'fd', { value: 17 })
    for (const name of ['read', 'write', 'stat', 'readFile', 'writeFile', 'sync']) await tried(name, () => seen[name](Buffer.alloc(16)))
    await tried('readFile', () => fs.promises.readFile(seen))
    await tried('writeFile', () => fs.promises.writeFile(seen, 'x'))
    await tried('constructor', () => new seen.constructor({ fd: 17 }))
    for (const key of Object.getOwnPropertySymbols(seen)) if (seen[key] && seen[key].releaseFD) await tried('inner', () => new seen[key].constructor(17))
  }
  if (typeof structuredClone === 'function' && typeof Blob === 'function') {
    const blob = new Blob(['x'])
    const [clone] = Object.getOwnPropertySymbols(Blob.prototype).filter((key) => /clone/.test(String(key)))
    if (clone) blob[clone] = () => ({ data: { handle: { fd: 17, close() {} } }, deserializeInfo: 'internal/fs/promises:FileHandle' })
    await tried('clone', () => { const made = structuredClone(blob); if (made instanceof Blob) throw new Error('restricted') })
  }
  return { told }
}
