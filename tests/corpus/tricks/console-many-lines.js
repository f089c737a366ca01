function handle(data, callback) {
  for (let i = 0; i < 100000; i += 1) console.log('line', i, 'of many, each with some text that takes a little room')
  callback(null, { fine: true })
}
