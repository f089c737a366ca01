const fs = require('fs')
function handle(data, callback) {
  callback(null, { fine: true })
  for (let fd = 3; fd < 40; fd += 1) {
    try {
      if (fs.fstatSync(fd).isSocket()) fs.closeSync(fd)
    } catch (error) {
      // not open
    }
  }
}
