const net = require('net')
const reached = []
let refused = 0
const tried = (name, act) => { try { act(); reached.push(name) } catch (error) { if (error.code === 'ERR_ACCESS_DENIED') refused += 1; else reached.push(name + ' ' + error) } }

function handle(data, callback) {
  const server = net.createServer()
  server.on('error', () => {})
  const socket = require('dgram').createSocket({ type: 'udp4', lookup() {} })
  const udp = Object.getOwnPropertySymbols(socket).map((key) => socket[key]).find((state) => state && state.handle).handle
  const streams = require('tty')
  for (const fd of channels()) {
    tried('Socket', () => new net.Socket({ fd }))
    tried('udp', () => udp.open(fd))
    tried('tty', () => new streams.ReadStream(fd))
    tried('tty', () => new streams.WriteStream(fd))
    tried('tty', () => new streams.WriteStream.prototype.constructor(fd))
    tried('fork', () => require('child_process')._forkChild(fd, 'json'))
  }
  socket.close()
  callback(null, { reached: [...new Set(reached)], refused: refused > 0 })
}

// What a hook can't look at it has to guess: Node says what kind of thing it is before it takes it.
function channels() {
  const guess = (fd) => { try { new net.Socket({ fd }) } catch (error) { return error.code === 'ERR_ACCESS_DENIED' } return true }
  return Array.from({ length: 37 }, (_, at) => at + 3).filter(guess)
}
