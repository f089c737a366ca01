function handle(data, callback) {
  callback(null, null)
}
