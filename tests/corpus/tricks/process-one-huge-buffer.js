function handle(data, callback) {
  new ArrayBuffer(8e9)
  callback(null, data)
}
