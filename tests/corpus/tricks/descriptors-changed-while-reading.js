const fs = require('fs')
const seen = []
let armed = true
Object.defineProperty(Object.prototype, 'fd', { configurable: true, get: () => 17, set(value) { if (armed && value === undefined) seen.push('a context'); Object.defineProperty(this, 'fd', { value, writable: true, configurable: true }) } })
Object.defineProperty(Object.prototype, 'oncomplete', { configurable: true, set(value) { if (armed) try { value(null, 17) } catch (error) { /* not this one */ } Object.defineProperty(this, 'oncomplete', { value, writable: true, configurable: true }) } })

function handle(data, callback) {
  fs.readFile('/dev/null', () => {})
  fs.open('/dev/null', 'r', () => {})
  setTimeout(() => {
    armed = false
    try {
      fs.fstatSync(17)
      seen.push('17')
    } catch (error) {
      if (error.code !== 'ERR_ACCESS_DENIED') seen.push(String(error))
    }
    delete Object.prototype.fd
    delete Object.prototype.oncomplete
    callback(null, { seen })
  }, 50)
}
