const fs = require('fs')
function handle(data, callback) {
  fs.writeSync(2, '[info] a line of my log\nand an ordinary one\n')
  setTimeout(() => callback(null, { fine: true }), 20)
}
