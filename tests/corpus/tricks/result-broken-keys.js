function handle(data, callback) {
  callback(null, { '\ud800': 1, '\ud801': 2, text: 'C:\\udirectory', fine: '\u{1f600}' })
}
