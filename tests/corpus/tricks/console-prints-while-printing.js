const inspect = require('util').inspect.custom
function handle(data, callback) {
  console.warn({ [inspect]() { console.log('inner'); return 'outer' } })
  callback(null, data)
}
