function handle(data, callback) {
  for (let i = 0; i < 50000; i += 1) process._rawDebug('FATAL ERROR: number ' + i)
  callback(null, { fine: true })
}
