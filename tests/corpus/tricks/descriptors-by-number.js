const fs = require('fs')
const reached = []
const tried = (name, act) => { try { act(); reached.push(name) } catch (error) { if (error.code !== 'ERR_ACCESS_DENIED' && error.code !== 'EBADF') reached.push(name + ' ' + error) } }
const CALLS = ['fstat', 'fsync', 'fdatasync', 'ftruncate', 'close', 'readFile']
const WITH_BYTES = ['read', 'write', 'writeFile', 'appendFile']
const WITH_LISTS = ['readv', 'writev']
const later = () => reached.push('told later')

function handle(data, callback) {
  for (let fd = 3; fd < 40; fd += 1) {
    const bytes = Buffer.alloc(16)
    for (const name of CALLS) tried(name + fd, () => fs[name + 'Sync'](fd))
    for (const name of WITH_BYTES) tried(name + fd, () => fs[name + 'Sync'](fd, bytes))
    for (const name of WITH_LISTS) if (fs[name + 'Sync']) tried(name + fd, () => fs[name + 'Sync'](fd, [bytes]))
    tried('futimes' + fd, () => fs.futimesSync(fd, 1, 1))
    tried('truncate' + fd, () => fs.truncateSync(fd))
    for (const name of ['fstat', 'fsync', 'close']) tried(name + fd, () => fs[name](fd, (error) => error || later()))
    tried('read' + fd, () => fs.read(fd, bytes, 0, 16, null, (error) => error || later()))
    tried('write' + fd, () => fs.write(fd, bytes, 0, 16, null, (error) => error || later()))
    fs.readFile(fd, (error) => error || later())
    for (const name of ['createReadStream', 'createWriteStream']) tried(name + fd, () => fs[name]('', { fd }))
  }
  setTimeout(() => callback(null, { reached: [...new Set(reached)] }), 100)
}
