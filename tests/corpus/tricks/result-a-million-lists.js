function handle(data, callback) {
  callback(null, Array.from({ length: 1e6 }, () => []))
}
