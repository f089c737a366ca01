function handle(data, callback) {
  const server = require('net').createServer()
  server.on('error', (error) => callback(error))
  server.listen(`${__dirname}/made-by-a-hook.sock`, () => server.close(() => callback(null, { made: true })))
}
