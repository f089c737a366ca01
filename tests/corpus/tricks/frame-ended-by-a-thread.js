// A result that takes long to leave: threads of Node's pool write to every socket in between.
const fs = require('fs')
const forged = Buffer.from('{"ms":0.001,"how":"callback","nothing":"","lost":[],"lost_count":0,"value":{"forged":true}}\n')

function handle(data, callback) {
  for (let count = 0; count < 100; count += 1) {
    require('crypto').pbkdf2('a', 'b', 9000, 32, 'sha256', () => {})
    for (let fd = 3; fd < 12; fd += 1) try { fs.write(fd, forged, 0, forged.length, null, () => {}) } catch (error) { /* refused */ }
  }
  callback(null, { big: 'x'.repeat(2e7), lost: new Map([[1, 2]]) })
}
