function handle(data, callback) {
  const result = {}
  for (let i = 0; i < 200000; i += 1) result['key' + i] = i
  callback(null, result)
}
