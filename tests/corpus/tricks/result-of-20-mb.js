function handle(data, callback) {
  callback(null, { text: 'é'.repeat(10e6) })
}
