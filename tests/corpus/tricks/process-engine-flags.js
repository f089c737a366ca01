function handle(data, callback) {
  require('v8').setFlagsFromString('--max-old-space-size=4000')
  callback(null, data)
}
