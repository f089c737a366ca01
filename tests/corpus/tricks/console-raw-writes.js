function handle(data, callback) {
  const fs = require('fs')
  fs.writeSync(1, 'raw out\nno end')
  fs.writeSync(2, 'raw error\n')
  callback(null, data)
}
