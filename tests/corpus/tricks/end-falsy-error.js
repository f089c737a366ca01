function handle(data, callback) {
  callback(0, { fine: true })
}
