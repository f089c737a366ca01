// What libuv reads from its pipes is called: here with the address of nothing, by every number and every path there is.
const fs = require('fs')
const message = Buffer.alloc(16 * 64)
for (let at = 0; at < message.length; at += 16) message.writeDoubleLE(2.3e-310, at)

function handle(data, callback) {
  let told = 0
  process.on('SIGUSR2', () => { told += 1 })
  process.kill(process.pid, 'SIGUSR2')
  for (let fd = 3; fd < 40; fd += 1) {
    for (const write of [() => fs.writeSync(fd, message), () => fs.writeFileSync('/proc/self/fd/' + fd, message), () => fs.writeFileSync('/dev/fd/' + fd, message)]) {
      try {
        write()
      } catch (error) {
        // refused
      }
    }
  }
  setTimeout(() => { process.kill(process.pid, 'SIGUSR2'); setTimeout(() => callback(null, { told }), 50) }, 50)
}
