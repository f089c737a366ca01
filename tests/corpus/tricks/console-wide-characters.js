function handle(data, callback) {
  const line = '\u{1f600}'.repeat(45000)
  for (let i = 0; i < 400; i += 1) console.log(line)
  callback(null, { fine: true })
}
