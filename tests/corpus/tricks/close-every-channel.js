function handle(data, callback) {
  const fs = require('fs')
  for (let fd = 3; fd < 64; fd += 1) {
    try {
      if (fs.fstatSync(fd).isSocket()) fs.closeSync(fd)
    } catch (error) {
      // not open
    }
  }
  callback(null, data)
}
