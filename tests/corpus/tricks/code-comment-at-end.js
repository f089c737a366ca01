function handle(data, callback) {
  callback(null, { fine: true })
}
// the end