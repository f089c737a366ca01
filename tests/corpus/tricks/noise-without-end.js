function handle() {
  const fs = require('fs')
  const noise = Buffer.alloc(100000, '\n')
  for (;;) for (const fd of [1, 2]) fs.writeSync(fd, noise)
}
