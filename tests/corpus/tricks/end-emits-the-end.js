function handle(data, callback) {
  process.emit('beforeExit')
  callback(null, data)
}
