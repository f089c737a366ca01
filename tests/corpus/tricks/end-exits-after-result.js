function handle(data, callback) {
  callback(null, data)
  process.exit(3)
}
