function handle(data, callback) {
  callback(null, new Array(2 ** 31))
}
