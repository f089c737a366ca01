function handle(data, callback) {
  const { Session } = require('inspector')
  new Session().connect()
  callback(null, data)
}
