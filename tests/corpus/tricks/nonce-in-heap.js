function handle(data, callback) {
  require('v8').getHeapSnapshot()
  callback(null, data)
}
