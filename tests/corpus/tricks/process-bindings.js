function handle(data, callback) {
  process.binding('fs')
  callback(null, data)
}
