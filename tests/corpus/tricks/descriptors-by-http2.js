const { Duplex } = require('stream')
const http2 = require('http2')
let client
const ends = []
for (const at of [0, 1]) ends[at] = new Duplex({ read() {}, write(bytes, encoding, done) { ends[1 - at].push(bytes); done() }, final(done) { ends[1 - at].push(null); done() } })

function handle(data, callback) {
  const server = http2.createServer()
  server.on('stream', (stream) => {
    stream.on('error', () => {})
    try {
      stream.respondWithFD(17)
      callback(null, { sent: true })
    } catch (error) {
      callback(null, { sent: error.code })
    }
    setTimeout(() => client.destroy(), 50)
  })
  server.emit('connection', ends[0])
  client = http2.connect('http://localhost', { createConnection: () => ends[1] })
  client.on('error', () => {})
  client.request({ ':path': '/' }).on('error', () => {}).end()
}
