function handle(data, callback) {
  callback(null, () => 1)
}
