function handle(data, callback) {
  callback(null, data)
