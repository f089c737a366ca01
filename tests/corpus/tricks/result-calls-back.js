function handle(data, callback) {
  callback(null, { get again() { callback(null, 2); return 1 } })
}
