function handle(data, callback) {
  callback(null, 'x'.repeat(100e6))
}
