function handle(data, callback) {
  console.log(new Error('shown'))
  callback(null, data)
}
