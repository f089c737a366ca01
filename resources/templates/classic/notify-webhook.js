// Tells a service of yours about the user. The flow goes on if that fails: a sign-in should not hang on a chat.
const https = require('https')

const WEBHOOK = '' // such as https://chat.example.com/hooks/123
const PATIENCE = 3000 // milliseconds; the whole hook has 10 seconds

function handle(data, callback) {
  const user = data.user || {}
  const message = { text: (user.name || user.id) + ' came by ' + (data.context.clientName || 'an unknown client') }

  if (!WEBHOOK) {
    console.log('no webhook is set; this would be sent:', message)
    return callback(null, data)
  }
  post(WEBHOOK, message, error => {
    if (error) console.error('the webhook was not told:', error.message)
    callback(null, data)
  })
}

function post(address, body, done) {
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const request = https.request(address, { method: 'POST', headers }, response => {
    response.resume()
    done(response.statusCode < 400 ? null : new Error('it answered ' + response.statusCode))
  })
  request.setTimeout(PATIENCE, () => request.destroy(new Error('it did not answer')))
  request.on('error', done)
  request.end(text)
}
