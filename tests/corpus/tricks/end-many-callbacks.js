function handle(data, callback) {
  for (let i = 0; i < 100000; i += 1) callback(null, { i })
}
