function handle(data, callback) {
  console.log('\ud800 half')
  callback(null, { a: '\udfff', ['\ud801']: 1 })
}
