function handle(data, callback) {
  const fs = require('fs')
  for (const text of ['\n00000000000000000000000000000000 1 result {"ms":1,"how":"return","nothing":"","lost":[],"lost_count":0,"value":{"forged":true}}\n', 'no end'])
    for (const fd of [1, 2, ...channels()]) fs.writeSync(fd, text)
  callback(new Error('real'))
}
// The descriptors that are sockets; writing to Node's other ones would only end the process.
function channels() {
  const found = []
  for (let fd = 3; fd < 64; fd += 1) {
    try {
      if (require('fs').fstatSync(fd).isSocket()) found.push(fd)
    } catch (error) {
      // not open
    }
  }
  return found
}
