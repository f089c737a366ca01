function handle() {
  const fs = require('fs')
  const sockets = []
  for (let fd = 3; fd < 64; fd += 1) {
    try {
      if (fs.fstatSync(fd).isSocket()) sockets.push(fd)
    } catch (error) {
      // not open
    }
  }
  const noise = Buffer.alloc(100000, '\n')
  for (;;) for (const fd of sockets) fs.writeSync(fd, noise)
}
