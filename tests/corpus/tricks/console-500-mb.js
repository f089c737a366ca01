function handle(data, callback) {
  const line = 'x'.repeat(1e6)
  for (let i = 0; i < 500; i += 1) console.log(line)
  callback(null, { fine: true })
}
